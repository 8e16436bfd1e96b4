package org.tag2mask.trainer.attention;

import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.trainer.TrainingException;

/**
 * Adds the maps of each step to those of its images (OAA, section 3.2). A class of an image is
 * taken when its score is among the n largest, n the number of the image's tags; its map is divided
 * by its maximum first. In the last epoch a class of which nothing was kept is taken in any case.
 */
public final class AttentionAccumulator {
  private final AttentionFolder folder;
  private final Accumulation settings;
  private final Dataset images;
  private final long lastEpoch;

  /**
   * An accumulator.
   *
   * @param folder where maps are kept
   * @param settings how they are gathered
   * @param images the training images
   * @param lastEpoch of the training, from 0
   */
  public AttentionAccumulator(
      AttentionFolder folder, Accumulation settings, Dataset images, long lastEpoch) {
    this.folder = folder;
    this.settings = settings;
    this.images = images;
    this.lastEpoch = lastEpoch;
  }

  /** Forgets all maps, at the first step of a training. */
  public void begin() {
    folder.clear();
  }

  /**
   * Adds what a step saw.
   *
   * @param step from 0
   * @param epoch from 0
   * @param indices of the batch's images in the data set; not modified
   * @param seen by the network before the step's update
   * @throws TrainingException if maps cannot be read or written, or have another size
   */
  public void add(long step, long epoch, int[] indices, Observation seen) {
    if (epoch < settings.from()) {
      return;
    }
    Shape shape = seen.cam().getShape();
    Cams cams =
        new Cams(
            Math.toIntExact(shape.get(1)),
            Math.toIntExact(shape.get(2)),
            Math.toIntExact(shape.get(3)),
            seen.cam().toFloatArray(),
            seen.score().toFloatArray());
    for (int row = 0; row < shape.get(0); row++) {
      Sample sample = images.samples().get(indices[row * seen.every()]);
      add(step, epoch == lastEpoch, sample, cams, row);
    }
  }

  private void add(long step, boolean last, Sample sample, Cams cams, int row) {
    if (sample.tags().isEmpty()) {
      return;
    }
    AttentionMaps before =
        folder
            .read(sample.id())
            .orElseGet(() -> AttentionMaps.none(cams.height, cams.width, settings.rule()));
    if (before.height() != cams.height || before.width() != cams.width) {
      throw new TrainingException(
          "the kept maps of image '"
              + sample.id()
              + "' have "
              + before.height()
              + " x "
              + before.width()
              + " cells, the network's "
              + cams.height
              + " x "
              + cams.width
              + "; restart the training");
    }
    Map<Integer, float[]> next = new HashMap<>();
    for (int tag : sample.tags()) {
      int channel = tag - 1;
      boolean found = cams.rank(row, channel) < sample.tags().size();
      if (found || last && !before.classes().containsKey(channel)) {
        cams.relative(row, channel).ifPresent(map -> next.put(channel, map));
      }
    }
    AttentionMaps after = before.with(step, next);
    if (after != before && !next.isEmpty()) {
      folder.write(sample.id(), after);
    }
  }

  /** Maps and scores of a batch. */
  private record Cams(int classes, int height, int width, float[] maps, float[] scores) {

    /** How many classes of an image have a larger score. */
    int rank(int row, int channel) {
      int larger = 0;
      float own = scores[row * classes + channel];
      for (int c = 0; c < classes; c++) {
        larger += scores[row * classes + c] > own ? 1 : 0;
      }
      return larger;
    }

    /** A map over its maximum; empty if it is 0 everywhere. */
    Optional<float[]> relative(int row, int channel) {
      int cells = height * width;
      int from = (row * classes + channel) * cells;
      float max = 0;
      for (int i = 0; i < cells; i++) {
        max = Math.max(max, maps[from + i]);
      }
      if (max <= 0) {
        return Optional.empty();
      }
      float[] relative = new float[cells];
      for (int i = 0; i < cells; i++) {
        relative[i] = Math.max(0, maps[from + i]) / max;
      }
      return Optional.of(relative);
    }
  }
}
