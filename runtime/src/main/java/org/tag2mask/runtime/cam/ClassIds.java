package org.tag2mask.runtime.cam;

import java.util.Collection;
import org.tag2mask.runtime.UnknownClassException;
import org.tag2mask.runtime.contract.ClassNames;

/** The class ids that a caller gives. */
final class ClassIds {
  private ClassIds() {}

  /**
   * The ids in ascending order, none twice.
   *
   * @param classIds ids 1..K
   * @param names the model's classes
   * @throws UnknownClassException when an id is outside 1..K
   */
  static int[] checked(Collection<Integer> classIds, ClassNames names) {
    int classes = names.foreground();
    for (int id : classIds) {
      if (id < 1 || id > classes) {
        throw new UnknownClassException(
            "class id "
                + id
                + " is not in 1.."
                + classes
                + (id == 0 ? " (0 is background, which every image has)" : "")
                + "; the model knows "
                + names);
      }
    }
    return classIds.stream().mapToInt(Integer::intValue).sorted().distinct().toArray();
  }
}
