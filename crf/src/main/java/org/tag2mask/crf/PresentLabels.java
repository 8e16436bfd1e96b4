package org.tag2mask.crf;

import java.util.Arrays;
import java.util.List;

/**
 * The labels that occur in an image, in rising order, and the way between their class ids and the
 * dense indices 0..L-1 a CRF works with. A CRF over absent labels wastes time and, with energies
 * from labels, changes the certainties.
 *
 * @param ids class ids, rising, 0..254
 */
public record PresentLabels(List<Integer> ids) {
  /** Checks range and order, and copies the list. */
  public PresentLabels {
    ids = List.copyOf(ids);
    int last = -1;
    for (int id : ids) {
      Checks.between("label id", id, 0, 254);
      if (id <= last) {
        throw new IllegalArgumentException(
            "label id " + id + " follows " + last + ", expected rising ids");
      }
      last = id;
    }
  }

  /** The labels that occur in a label map; 255 (unsure) does not count. */
  public static PresentLabels of(byte[] map) {
    boolean[] seen = new boolean[256];
    for (byte value : map) {
      seen[value & 0xff] = true;
    }
    return new PresentLabels(
        java.util.stream.IntStream.range(0, 255).filter(id -> seen[id]).boxed().toList());
  }

  /** L. */
  public int count() {
    return ids.size();
  }

  /**
   * Class ids to indices; 255 stays.
   *
   * @throws IllegalArgumentException if the map holds another id; the message names the pixel
   */
  public byte[] compact(byte[] map) {
    byte[] table = new byte[256];
    Arrays.fill(table, (byte) 254);
    table[255] = (byte) 255;
    boolean[] known = new boolean[256];
    known[255] = true;
    for (int i = 0; i < ids.size(); i++) {
      table[ids.get(i)] = (byte) i;
      known[ids.get(i)] = true;
    }
    byte[] compact = new byte[map.length];
    for (int p = 0; p < map.length; p++) {
      int value = map[p] & 0xff;
      if (!known[value]) {
        throw new IllegalArgumentException(
            "map[" + p + "] is " + value + ", expected one of " + ids + " or 255");
      }
      compact[p] = table[value];
    }
    return compact;
  }

  /**
   * Indices to class ids; 255 stays. The array may be longer than needed: only {@code size} count.
   */
  public byte[] expand(byte[] indices, int size) {
    byte[] map = new byte[size];
    for (int p = 0; p < size; p++) {
      int index = indices[p] & 0xff;
      map[p] = (byte) (index == 255 ? 255 : ids.get(index));
    }
    return map;
  }
}
