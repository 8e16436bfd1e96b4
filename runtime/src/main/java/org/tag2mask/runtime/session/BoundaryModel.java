package org.tag2mask.runtime.session;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.MapResize.Axis;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.walk.WalkMode;

/**
 * A boundary network (IRNet): the probability of a class boundary at every cell, and perhaps the
 * way from every cell to the centre of its instance. Thread-safe.
 */
public final class BoundaryModel implements AutoCloseable {
  private static final String EDGE = ModelRole.BOUNDARY.outputs().get(0);
  private static final String DISPLACEMENT = "displacement";

  private final OnnxModel model;

  /**
   * Boundaries of one image.
   *
   * @param height map rows h
   * @param width map columns w
   * @param edge {@code [h][w]}, probabilities; the receiver's own
   * @param displacement {@code [2][h][w]}: rows and columns from a cell to its instance's centre,
   *     when asked for; the receiver's own
   */
  public record Boundaries(int height, int width, float[] edge, Optional<float[]> displacement) {}

  /**
   * Takes over a loaded model.
   *
   * @param model the model; closed with this
   * @throws ModelContractException when it is no boundary model (the model is then closed)
   */
  public BoundaryModel(OnnxModel model) {
    this.model = model.requireRole(ModelRole.BOUNDARY);
  }

  /**
   * Opens a boundary model.
   *
   * @param path the ONNX file
   * @param options device and threads
   * @return the model
   * @throws org.tag2mask.runtime.Tag2MaskException as {@link OnnxModel#open(Path, ModelOptions)},
   *     or when it is no boundary model
   */
  public static BoundaryModel open(Path path, ModelOptions options) {
    return new BoundaryModel(OnnxModel.open(path, options));
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
   * Pixels a cell of the maps covers in each direction.
   *
   * @return the stride of the contract
   */
  public int stride() {
    return model.contract().stride();
  }

  /**
   * Whether the file says where instances have their centres.
   *
   * @return true when its contract has the output {@code displacement}
   */
  public boolean hasDisplacement() {
    return model.contract().outputs().containsKey(DISPLACEMENT);
  }

  /**
   * Refuses a model that only knows boundaries.
   *
   * @throws ModelContractException when there is no output {@code displacement}
   */
  public void requireDisplacement() {
    if (!hasDisplacement()) {
      throw new ModelContractException(
          "model "
              + model.name()
              + " has no output 'displacement', which instances need; use a boundary model with"
              + " displacements, as IRNet has");
    }
  }

  /**
   * The boundaries of an image of any size: {@code sigmoid} of the mean of the logits of the image
   * and of its mirror image. Images of more than 4 megapixels are run in tiles that overlap by 256
   * pixels.
   *
   * @param image the image
   * @param mode how the mirrored map is laid over the other
   * @return {@code ceil(H/stride) x ceil(W/stride)} cells
   * @throws ModelContractException when the model gives other shapes than its contract
   * @throws org.tag2mask.runtime.Tag2MaskException when a value is not finite
   */
  public Boundaries edges(RgbImage image, WalkMode mode) {
    FloatTensor map = Tiling.DEFAULT.run(image, stride(), tile -> tile(tile, mode, List.of(EDGE)));
    return new Boundaries(map.shape()[1], map.shape()[2], map.values(), Optional.empty());
  }

  /**
   * The same with the displacements of the image (its mirror image has no part in them).
   *
   * @param image the image
   * @param mode how the mirrored boundaries are laid over the other
   * @return boundaries and displacements
   * @throws ModelContractException when the model gives other shapes than its contract, or has no
   *     displacements
   * @throws org.tag2mask.runtime.Tag2MaskException when a value is not finite
   */
  public Boundaries edgesAndDisplacements(RgbImage image, WalkMode mode) {
    requireDisplacement();
    FloatTensor map =
        Tiling.DEFAULT.run(image, stride(), tile -> tile(tile, mode, List.of(EDGE, DISPLACEMENT)));
    int cells = map.shape()[1] * map.shape()[2];
    float[] displacement = new float[2 * cells];
    System.arraycopy(map.values(), cells, displacement, 0, 2 * cells);
    return new Boundaries(
        map.shape()[1],
        map.shape()[2],
        Arrays.copyOf(map.values(), cells),
        Optional.of(displacement));
  }

  /** Probabilities, and after them the displacements when asked for. */
  private FloatTensor tile(RgbImage tile, WalkMode mode, List<String> outputs) {
    Map<String, FloatTensor> maps = model.run(List.of(tile, tile.flipped()), outputs);
    for (String output : outputs) {
      MapCheck.require(model, output, maps.get(output), 2, tile);
    }
    int h = maps.get(EDGE).shape()[2];
    int w = maps.get(EDGE).shape()[3];
    int cells = h * w;
    float[] logits = maps.get(EDGE).values();
    float[] twin = new float[cells];
    MapResize.resample(
        logits, cells, h, w, new Axis(h, 0, 1), mirrored(tile.width(), w, mode), twin, 0);
    int channels = outputs.contains(DISPLACEMENT) ? 3 : 1;
    float[] values = new float[channels * cells];
    for (int i = 0; i < cells; i++) {
      values[i] = (float) (1 / (1 + StrictMath.exp(-0.5 * ((double) logits[i] + twin[i]))));
    }
    if (channels == 3) {
      System.arraycopy(maps.get(DISPLACEMENT).values(), 0, values, cells, 2 * cells);
    }
    return new FloatTensor(new int[] {channels, h, w}, values);
  }

  /**
   * Where the columns lie in the map of the mirror image. Both maps overhang the image on their
   * right, so that in the mirror image a cell is shifted by the overhang; the public code turns the
   * map as it is.
   */
  private Axis mirrored(int pixels, int columns, WalkMode mode) {
    double edge = mode == WalkMode.COMPAT ? columns : (double) pixels / stride();
    return new Axis(columns, edge - 1, -1);
  }

  /** Frees the model after the runs in flight; does nothing when called again. */
  @Override
  public void close() {
    model.close();
  }
}
