package org.tag2mask.trainer.loss;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.runtime.walk.Offset;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.SourceWindow;
import org.tag2mask.runtime.walk.WalkMode;

/**
 * All pairs of map cells with one offset between them: every source cell of a window, and the cell
 * at the offset from it.
 *
 * @param offset from source to destination
 * @param sources the window; not empty
 * @param path the cells on the way, both ends included, from the source
 */
record PairGroup(Offset offset, SourceWindow sources, List<Offset> path) {

  /** The groups of a map, in IRNet's order; those without a pair are left out. */
  static List<PairGroup> of(int radius, WalkMode mode, int height, int width) {
    PairGeometry geometry = PairGeometry.paths(radius);
    List<PairGroup> groups = new ArrayList<>();
    for (int k = 0; k < geometry.offsets().size(); k++) {
      SourceWindow sources = geometry.sources(k, height, width, mode);
      if (sources.cells() > 0) {
        groups.add(new PairGroup(geometry.offsets().get(k), sources, geometry.path(k)));
      }
    }
    return groups;
  }
}
