package org.tag2mask.runtime.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.image.RgbImage;

/** A classifier: per image one map and one score for each foreground class. Thread-safe. */
public final class ClassifierModel implements AutoCloseable {
  private static final List<String> OUTPUTS = ModelRole.CLASSIFIER.outputs();

  private final OnnxModel model;

  /**
   * Maps and scores of one image.
   *
   * @param height map rows h
   * @param width map columns w
   * @param cam {@code [K][h][w]}, at least 0, not normalised; channel k belongs to class id k+1
   * @param score {@code [K]}, logits
   * @param extras further maps {@code [h][w]} by the name of their output
   */
  public record Output(
      int height, int width, float[] cam, float[] score, Map<String, float[]> extras) {}

  /**
   * Takes over a loaded model.
   *
   * @param model the model; closed with this
   * @throws ModelContractException when it is no classifier (the model is then closed)
   */
  public ClassifierModel(OnnxModel model) {
    if (model.contract().role() != ModelRole.CLASSIFIER) {
      model.close();
      throw new ModelContractException(
          "model "
              + model.name()
              + " is a "
              + model.contract().role().word()
              + ", expected a classifier");
    }
    this.model = model;
  }

  /**
   * Opens a classifier.
   *
   * @param path the ONNX file
   * @param options device and threads
   * @return the classifier
   * @throws org.tag2mask.runtime.Tag2MaskException as {@link OnnxModel#open(Path, ModelOptions)},
   *     or when it is no classifier
   */
  public static ClassifierModel open(Path path, ModelOptions options) {
    return new ClassifierModel(OnnxModel.open(path, options));
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
   * Runs images of one size in one batch.
   *
   * @param images one or more images of the same size
   * @return one output an image, without further maps
   * @throws ModelContractException when the model gives other shapes than its contract
   */
  public List<Output> run(List<RgbImage> images) {
    return run(images, Set.of());
  }

  /**
   * Runs images of one size in one batch.
   *
   * @param images one or more images of the same size
   * @param extras names of outputs of the contract with one channel and the cells of the maps
   * @return one output an image
   * @throws ModelContractException when the model gives other shapes than its contract or the
   *     further outputs have
   */
  public List<Output> run(List<RgbImage> images, Set<String> extras) {
    Set<String> outputs = new LinkedHashSet<>(OUTPUTS);
    outputs.addAll(extras);
    Map<String, FloatTensor> tensors = model.run(images, outputs);
    FloatTensor cam = tensors.get("cam");
    FloatTensor score = tensors.get("score");
    int classes = contract().classNames().foreground();
    int[] c = cam.shape();
    int[] s = score.shape();
    if (c.length != 4
        || s.length != 2
        || c[0] != images.size()
        || s[0] != images.size()
        || c[1] != classes
        || s[1] != classes) {
      throw new ModelContractException(
          "model "
              + model.name()
              + " gave cam "
              + Arrays.toString(c)
              + " and score "
              + Arrays.toString(s)
              + " for "
              + images.size()
              + " image(s) and "
              + classes
              + " classes; expected [N,K,h,w] and [N,K]");
    }
    int cells = classes * c[2] * c[3];
    List<Output> results = new ArrayList<>();
    for (int n = 0; n < images.size(); n++) {
      Map<String, float[]> further = new LinkedHashMap<>();
      for (String extra : extras) {
        further.put(extra, plane(extra, tensors.get(extra), c, n));
      }
      results.add(
          new Output(
              c[2],
              c[3],
              Arrays.copyOfRange(cam.values(), n * cells, (n + 1) * cells),
              Arrays.copyOfRange(score.values(), n * classes, (n + 1) * classes),
              further));
    }
    return results;
  }

  private float[] plane(String name, FloatTensor tensor, int[] cam, int image) {
    int[] expected = {cam[0], 1, cam[2], cam[3]};
    if (!Arrays.equals(tensor.shape(), expected)) {
      throw new ModelContractException(
          "model "
              + model.name()
              + " gave '"
              + name
              + "' as "
              + Arrays.toString(tensor.shape())
              + "; expected one channel with the cells of its cam, "
              + Arrays.toString(expected));
    }
    int cells = cam[2] * cam[3];
    return Arrays.copyOfRange(tensor.values(), image * cells, (image + 1) * cells);
  }

  @Override
  public void close() {
    model.close();
  }
}
