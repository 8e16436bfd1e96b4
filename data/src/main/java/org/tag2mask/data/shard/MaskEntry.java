package org.tag2mask.data.shard;

import java.util.Arrays;
import org.tag2mask.runtime.image.LabelMap;

/**
 * A mask in a shard, kept as {@code <id>.png}.
 *
 * @param id the image's id; may have folders in it
 * @param labels the mask
 */
public record MaskEntry(String id, LabelMap labels) {

  /** The ending of the names in a shard. */
  static final String ENDING = ".png";

  /** Checks that the id stays below the folder a shard is unpacked in. */
  public MaskEntry {
    if (!isSafe(id)) {
      throw new ShardException(
          "'" + id + "' cannot be a name in a shard: expected a relative path without '..'");
    }
  }

  static boolean isSafe(String name) {
    return !name.isEmpty()
        && !name.matches("[A-Za-z]:.*")
        && name.indexOf('\\') < 0
        && name.indexOf('\0') < 0
        && Arrays.stream(name.split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals("..") || part.equals("."));
  }
}
