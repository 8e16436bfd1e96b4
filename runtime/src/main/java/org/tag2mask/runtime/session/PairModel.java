package org.tag2mask.runtime.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.image.RgbImage;

/**
 * A classifier that looks at pairs: what an image shares with a partner, one map and one score for
 * each foreground class. Thread-safe.
 */
public final class PairModel implements AutoCloseable {
  private static final String SCORE = "score";
  private static final String SHARED_MAP = "co_cam";
  private static final String SHARED_SCORE = "co_score";

  private final OnnxModel model;

  /**
   * What a pair gives.
   *
   * @param height map rows h
   * @param width map columns w
   * @param map {@code [K][h][w]} on the image's cells: where it shows what the partner shows too,
   *     at least 0, not normalised; channel k belongs to class id k+1
   * @param sharedScore {@code [K]}, logits of the shared classes
   * @param score {@code [K]}, logits of the image's own classes
   */
  public record Output(int height, int width, float[] map, float[] sharedScore, float[] score) {}

  /**
   * Takes over a loaded model.
   *
   * @param model the model; closed with this
   * @throws ModelContractException when it does not look at pairs (the model is then closed)
   */
  public PairModel(OnnxModel model) {
    ModelContract contract = model.contract();
    if (contract.role() != ModelRole.CLASSIFIER
        || contract.partner().isEmpty()
        || !contract.outputs().keySet().containsAll(List.of(SHARED_MAP, SHARED_SCORE))) {
      model.close();
      throw new ModelContractException(
          "model "
              + model.name()
              + " is a "
              + contract.role().word()
              + " with the outputs "
              + contract.outputs().keySet()
              + ", expected a classifier for pairs of images with "
              + SHARED_MAP
              + " and "
              + SHARED_SCORE
              + " (export --pairs)");
    }
    this.model = model;
  }

  /**
   * Opens a classifier for pairs.
   *
   * @param path the ONNX file
   * @param options device and threads
   * @return the model
   * @throws org.tag2mask.runtime.Tag2MaskException as {@link OnnxModel#open(Path, ModelOptions)},
   *     or when it does not look at pairs
   */
  public static PairModel open(Path path, ModelOptions options) {
    return new PairModel(OnnxModel.open(path, options));
  }

  /** The loaded model. */
  public OnnxModel model() {
    return model;
  }

  /**
   * Runs pairs.
   *
   * @param images one or more images of the same size
   * @param partners as many, of one size
   * @return one output a pair
   * @throws ModelContractException when the model gives other shapes than its contract
   */
  public List<Output> run(List<RgbImage> images, List<RgbImage> partners) {
    Map<String, FloatTensor> tensors =
        model.runPairs(images, partners, List.of(SHARED_MAP, SHARED_SCORE, SCORE));
    int classes = model.contract().classNames().foreground();
    FloatTensor map = tensors.get(SHARED_MAP);
    int[] m = map.shape();
    int[] vector = {images.size(), classes};
    if (m.length != 4
        || m[0] != images.size()
        || m[1] != classes
        || !Arrays.equals(vector, tensors.get(SHARED_SCORE).shape())
        || !Arrays.equals(vector, tensors.get(SCORE).shape())) {
      throw new ModelContractException(
          "model "
              + model.name()
              + " gave "
              + SHARED_MAP
              + " "
              + Arrays.toString(m)
              + ", "
              + SHARED_SCORE
              + " "
              + Arrays.toString(tensors.get(SHARED_SCORE).shape())
              + " and "
              + SCORE
              + " "
              + Arrays.toString(tensors.get(SCORE).shape())
              + " for "
              + images.size()
              + " pair(s) and "
              + classes
              + " classes; expected [N,K,h,w], [N,K] and [N,K]");
    }
    int cells = classes * m[2] * m[3];
    List<Output> outputs = new ArrayList<>();
    for (int n = 0; n < images.size(); n++) {
      outputs.add(
          new Output(
              m[2],
              m[3],
              Arrays.copyOfRange(map.values(), n * cells, (n + 1) * cells),
              row(tensors.get(SHARED_SCORE), classes, n),
              row(tensors.get(SCORE), classes, n)));
    }
    return outputs;
  }

  private static float[] row(FloatTensor tensor, int classes, int n) {
    return Arrays.copyOfRange(tensor.values(), n * classes, (n + 1) * classes);
  }

  @Override
  public void close() {
    model.close();
  }
}
