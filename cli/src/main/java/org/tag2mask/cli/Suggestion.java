package org.tag2mask.cli;

import java.util.Collection;
import org.tag2mask.runtime.contract.ClassNames;

/** The hint about what a mistyped word may mean. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * A hint.
   *
   * @param word what was written
   * @param known the words there are
   * @return {@code " (did you mean 'x'?)"} or an empty text
   */
  public static String among(String word, Collection<String> known) {
    return ClassNames.nearest(word, known)
        .map(near -> " (did you mean '" + near + "'?)")
        .orElse("");
  }
}
