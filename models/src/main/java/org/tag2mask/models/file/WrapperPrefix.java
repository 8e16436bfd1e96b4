package org.tag2mask.models.file;

import java.util.Collection;
import java.util.List;

/** What wrappers around a network (data parallel, compiled) put in front of all its names. */
public final class WrapperPrefix {
  private static final List<String> KNOWN = List.of("module.", "_orig_mod.");

  private WrapperPrefix() {}

  /**
   * The wrappers that all names have in common.
   *
   * @param names of the arrays of a file
   * @return such as {@code module.} or {@code module._orig_mod.}; empty if there is none
   */
  public static String of(Collection<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    StringBuilder prefix = new StringBuilder();
    boolean longer = true;
    while (longer) {
      longer = false;
      for (String wrapper : KNOWN) {
        String next = prefix + wrapper;
        if (names.stream().allMatch(n -> n.startsWith(next) && n.length() > next.length())) {
          prefix.append(wrapper);
          longer = true;
        }
      }
    }
    return prefix.toString();
  }

  /** A name without the prefix; as it is if it does not begin so. */
  public static String cut(String name, String prefix) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  /** The sentence that tells what was done. */
  public static String note(String prefix) {
    return "cut the prefix '" + prefix + "' off all names";
  }
}
