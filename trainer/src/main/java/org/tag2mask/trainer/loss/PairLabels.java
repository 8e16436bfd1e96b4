package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.walk.SourceWindow;
import org.tag2mask.runtime.walk.WalkMode;

/**
 * Which pairs of map cells belong together according to label maps. A pair with an unsure end (255)
 * says nothing; two cells of background or of one class belong together, two different labels do
 * not.
 */
public final class PairLabels {
  private final List<LabelMap> maps;
  private final List<PairGroup> groups;
  private final Counts counts;

  /**
   * The pairs of a batch.
   *
   * @param maps one a image, all of the size of the network's map; not modified
   * @param radius cells; pairs are nearer than this
   * @param mode which cells are sources
   */
  public PairLabels(List<LabelMap> maps, int radius, WalkMode mode) {
    this.maps = List.copyOf(maps);
    this.groups = PairGroup.of(radius, mode, height(), width());
    this.counts = count();
  }

  int height() {
    return maps.get(0).height();
  }

  int width() {
    return maps.get(0).width();
  }

  List<PairGroup> groups() {
    return groups;
  }

  /**
   * How many pairs there are of each kind.
   *
   * @param background both cells are background
   * @param foreground both cells are of one class
   * @param different the cells have different labels
   */
  record Counts(long background, long foreground, long different) {}

  /** Whether the maps are large enough to have pairs at all, sure or not. */
  public boolean hasPairs() {
    return !groups.isEmpty();
  }

  Counts counts() {
    return counts;
  }

  private Counts count() {
    long background = 0;
    long foreground = 0;
    long different = 0;
    for (LabelMap map : maps) {
      byte[] labels = map.array();
      for (PairGroup group : groups) {
        int offset = group.offset().flat(map.width());
        SourceWindow sources = group.sources();
        for (int y = 0; y < sources.rows(); y++) {
          int from = y * map.width() + sources.left();
          for (int i = from; i < from + sources.columns(); i++) {
            byte source = labels[i];
            byte destination = labels[i + offset];
            if (source == (byte) LabelMap.IGNORE || destination == (byte) LabelMap.IGNORE) {
              continue;
            }
            different += source != destination ? 1 : 0;
            background += source == destination && source == 0 ? 1 : 0;
            foreground += source == destination && source != 0 ? 1 : 0;
          }
        }
      }
    }
    return new Counts(background, foreground, different);
  }

  /** The labels on the engine's device, {@code [N,1,h,w]}. */
  Planes planes(NDManager manager) {
    int cells = height() * width();
    float[] values = new float[maps.size() * cells];
    for (int n = 0; n < maps.size(); n++) {
      byte[] labels = maps.get(n).array();
      for (int i = 0; i < cells; i++) {
        values[n * cells + i] = labels[i] & 0xff;
      }
    }
    NDArray labels = manager.create(values, new Shape(maps.size(), 1, height(), width()));
    NDArray sure = labels.lt(LabelMap.IGNORE).toType(DataType.FLOAT32, false);
    NDArray background = labels.eq(0).toType(DataType.FLOAT32, false);
    return new Planes(labels, background, sure.sub(background), sure);
  }

  /**
   * What the cells are.
   *
   * @param labels class ids, 255 for unsure
   * @param background 1 where it is, else 0
   * @param foreground 1 where a class is, else 0
   * @param sure 1 where the label is known, else 0
   */
  record Planes(NDArray labels, NDArray background, NDArray foreground, NDArray sure) {

    /** What the pairs of a group are, owned by the planes' manager. */
    Masks masks(PairGroup group) {
      NDArray both = product(background, group);
      NDArray equal =
          MapWindow.sources(labels, group)
              .eq(MapWindow.destinations(labels, group))
              .toType(DataType.FLOAT32, false);
      NDArray same = equal.mul(MapWindow.sources(foreground, group));
      return new Masks(both, same, product(sure, group).subi(both).subi(same));
    }

    private static NDArray product(NDArray plane, PairGroup group) {
      return MapWindow.sources(plane, group).mul(MapWindow.destinations(plane, group));
    }
  }

  /**
   * The kinds of the pairs of a group, each {@code [N,1,rows,columns]} of 0 and 1.
   *
   * @param background both cells are background
   * @param foreground both cells are of one class
   * @param different the cells have different labels
   */
  record Masks(NDArray background, NDArray foreground, NDArray different) {}
}
