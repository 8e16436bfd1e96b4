package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.WalkMode;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.loader.Batch;
import org.tag2mask.trainer.loss.PairLabels;

/**
 * Which pairs of cells an objective learns from.
 *
 * @param radius cells; pairs are nearer than this
 * @param mode which cells are sources
 */
record PairOptions(int radius, WalkMode mode) {
  static final String RADIUS = "radius";
  static final String MODE = "mode";

  /**
   * From the text form.
   *
   * @param options of the objective
   * @param radius where none is given
   * @throws ModelException if a value is impossible
   */
  static PairOptions of(NamedOptions options, int radius) {
    int given = options.integer(RADIUS, radius);
    if (given < 2 || given > PairGeometry.MAX_RADIUS) {
      throw new ModelException(
          options.name()
              + ": radius must be 2.."
              + PairGeometry.MAX_RADIUS
              + " cells, not "
              + given);
    }
    String mode = options.oneOf(MODE, "complete", "complete", "compat");
    return new PairOptions(given, WalkMode.valueOf(mode.toUpperCase(Locale.ROOT)));
  }

  /** The settings for {@code config.yaml}. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(RADIUS, radius);
    map.put(MODE, mode.name().toLowerCase(Locale.ROOT));
    return map;
  }

  /**
   * The pairs of a batch on the grid of a map.
   *
   * @param batch with label maps
   * @param map {@code [N,C,h,w]} of its images
   * @throws TrainingException if the map is too small to have a pair
   */
  PairLabels labels(Batch batch, NDArray map) {
    Shape shape = map.getShape();
    int height = Math.toIntExact(shape.get(2));
    int width = Math.toIntExact(shape.get(3));
    List<LabelMap> maps = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      maps.add(batch.labels(i).resized(width, height));
    }
    PairLabels labels = new PairLabels(maps, radius, mode);
    if (!labels.hasPairs()) {
      throw new TrainingException(
          "a crop gives a map of "
              + width
              + " x "
              + height
              + " cells, which has no pair for radius "
              + radius
              + " and mode "
              + mode.name().toLowerCase(Locale.ROOT)
              + "; take larger crops or a smaller radius");
    }
    return labels;
  }
}
