package org.tag2mask.runtime.session;

import java.nio.file.Path;
import java.util.List;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.image.RgbImage;

/**
 * An affinity network (AffinityNet): features whose differences say how alike two cells are.
 * Thread-safe.
 */
public final class AffinityModel implements AutoCloseable {
  private static final String FEATURE = ModelRole.AFFINITY.outputs().get(0);

  private final OnnxModel model;

  /**
   * Features of one image.
   *
   * @param channels C
   * @param height map rows h
   * @param width map columns w
   * @param values {@code [C][h][w]}, finite; the receiver's own
   */
  public record Features(int channels, int height, int width, float[] values) {}

  /**
   * Takes over a loaded model.
   *
   * @param model the model; closed with this
   * @throws org.tag2mask.runtime.ModelContractException when it is no affinity model (the model is
   *     then closed)
   */
  public AffinityModel(OnnxModel model) {
    this.model = model.requireRole(ModelRole.AFFINITY);
  }

  /**
   * Opens an affinity model.
   *
   * @param path the ONNX file
   * @param options device and threads
   * @return the model
   * @throws org.tag2mask.runtime.Tag2MaskException as {@link OnnxModel#open(Path, ModelOptions)},
   *     or when it is no affinity model
   */
  public static AffinityModel open(Path path, ModelOptions options) {
    return new AffinityModel(OnnxModel.open(path, options));
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
   * Pixels a cell of the features covers in each direction.
   *
   * @return the stride of the contract
   */
  public int stride() {
    return model.contract().stride();
  }

  /**
   * The features of an image of any size. Images of more than 4 megapixels are run in tiles that
   * overlap by 256 pixels.
   *
   * @param image the image
   * @return {@code ceil(H/stride) x ceil(W/stride)} cells
   * @throws org.tag2mask.runtime.ModelContractException when the model gives other shapes than its
   *     contract
   * @throws org.tag2mask.runtime.Tag2MaskException when a feature is not finite
   */
  public Features run(RgbImage image) {
    FloatTensor feature = Tiling.DEFAULT.run(image, stride(), this::tile);
    int[] shape = feature.shape();
    return new Features(shape[0], shape[1], shape[2], feature.values());
  }

  private FloatTensor tile(RgbImage tile) {
    FloatTensor feature = model.run(List.of(tile), List.of(FEATURE)).get(FEATURE);
    MapCheck.require(model, FEATURE, feature, 1, tile);
    int[] shape = feature.shape();
    return new FloatTensor(new int[] {shape[1], shape[2], shape[3]}, feature.values());
  }

  /** Frees the model after the runs in flight; does nothing when called again. */
  @Override
  public void close() {
    model.close();
  }
}
