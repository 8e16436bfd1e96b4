package org.tag2mask.runtime.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.contract.ScalesInside;
import org.tag2mask.runtime.image.RgbImage;

/** A segmenter: per image a logit map for background and every class. Thread-safe. */
public final class SegmenterModel implements AutoCloseable {
  private static final List<String> OUTPUTS = ModelRole.SEGMENTER.outputs();

  private final OnnxModel model;

  /**
   * The logits of one image.
   *
   * @param height map rows h
   * @param width map columns w
   * @param logits {@code [K+1][h][w]}, background first
   */
  public record Output(int height, int width, float[] logits) {}

  /**
   * Takes over a loaded model.
   *
   * @param model the model; closed with this
   * @throws ModelContractException when it is no segmenter, or holds scales inside (the model is
   *     then closed)
   */
  public SegmenterModel(OnnxModel model) {
    ModelContract contract = model.contract();
    if (contract.role() != ModelRole.SEGMENTER) {
      model.close();
      throw new ModelContractException(
          "model "
              + model.name()
              + " is a "
              + contract.role().word()
              + ", expected a segmenter; 'tag2mask masks' takes classifiers");
    }
    if (!contract.scalesInside().equals(ScalesInside.PLAIN)) {
      model.close();
      throw new ModelContractException(
          "model "
              + model.name()
              + " runs scales "
              + contract.scalesInside().scales()
              + " by itself; expected a segmenter that leaves them to its host");
    }
    this.model = model;
  }

  /**
   * Opens a segmenter.
   *
   * @param path the ONNX file
   * @param options device and threads
   * @return the segmenter
   * @throws Tag2MaskException as {@link OnnxModel#open(Path, ModelOptions)}, or when it is no
   *     segmenter
   */
  public static SegmenterModel open(Path path, ModelOptions options) {
    return new SegmenterModel(OnnxModel.open(path, options));
  }

  /**
   * The loaded model.
   *
   * @return the model
   */
  public OnnxModel model() {
    return model;
  }

  /**
   * What the file promises.
   *
   * @return the contract
   */
  public ModelContract contract() {
    return model.contract();
  }

  /**
   * Pixels a cell of the map covers in each direction.
   *
   * @return the stride of the contract
   */
  public int stride() {
    return contract().stride();
  }

  /**
   * Runs images of one size in one batch.
   *
   * @param images one or more images of the same size
   * @return one output an image
   * @throws ModelContractException when the model gives other shapes than its contract
   * @throws Tag2MaskException when a logit is not finite
   */
  public List<Output> run(List<RgbImage> images) {
    FloatTensor logits = model.run(images, OUTPUTS).get(OUTPUTS.get(0));
    int[] shape = logits.shape();
    int labels = contract().classNames().foreground() + 1;
    int rows = cells(images.get(0).height());
    int columns = cells(images.get(0).width());
    int[] expected = {images.size(), labels, rows, columns};
    if (!Arrays.equals(shape, expected)) {
      throw new ModelContractException(
          "model "
              + model.name()
              + " gave logits "
              + Arrays.toString(shape)
              + " for "
              + images.size()
              + " image(s) of "
              + images.get(0).width()
              + "x"
              + images.get(0).height()
              + "; its contract says "
              + (labels - 1)
              + " classes and background and stride "
              + stride()
              + ", so "
              + Arrays.toString(expected)
              + " was expected: correct the contract, or export it with padding inside");
    }
    refuseNonFinite(logits.values());
    int size = labels * rows * columns;
    List<Output> outputs = new ArrayList<>();
    for (int n = 0; n < images.size(); n++) {
      float[] own =
          images.size() == 1
              ? logits.values()
              : Arrays.copyOfRange(logits.values(), n * size, (n + 1) * size);
      outputs.add(new Output(rows, columns, own));
    }
    return outputs;
  }

  private void refuseNonFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new Tag2MaskException(
            "model "
                + model.name()
                + " gave a logit of "
                + value
                + "; expected finite values. Export it in float32 if it is a float16 file");
      }
    }
  }

  private int cells(int side) {
    return (side + stride() - 1) / stride();
  }

  @Override
  public void close() {
    model.close();
  }
}
