package org.tag2mask.data.coco;

import java.util.Arrays;

/**
 * COCO's text of run lengths. From the fourth run on (index 3) a run is written as its difference
 * to the run two before it, which has the same kind and often a like length. A number is cut into
 * groups of 5 bits, lowest first; a sixth bit says that more follow; 48 makes each group a
 * printable character. The last group's highest bit is the sign.
 */
final class CountsText {
  private static final int GROUP_BITS = 5;
  private static final int GROUP = (1 << GROUP_BITS) - 1;
  private static final int SIGN = 1 << GROUP_BITS - 1;
  private static final int MORE = 1 << GROUP_BITS;
  private static final int FIRST = 48;
  private static final int LAST = FIRST + (MORE | GROUP);

  /** Groups of a 32-bit number. */
  private static final int MOST_GROUPS = 7;

  private CountsText() {}

  static String encode(int[] counts) {
    StringBuilder text = new StringBuilder(2 * counts.length);
    for (int i = 0; i < counts.length; i++) {
      int rest = i > 2 ? counts[i] - counts[i - 2] : counts[i];
      boolean more;
      do {
        int group = rest & GROUP;
        rest >>= GROUP_BITS;
        // Done when what is left is only copies of the sign.
        more = (group & SIGN) == 0 ? rest != 0 : rest != -1;
        text.append((char) (FIRST + (more ? group | MORE : group)));
      } while (more);
    }
    return text.toString();
  }

  /**
   * Reads the text.
   *
   * @throws CocoException when a character is none of the code, or the text ends inside a number
   */
  static int[] decode(String text) {
    int[] counts = new int[Math.max(1, text.length())];
    int size = 0;
    int at = 0;
    while (at < text.length()) {
      int start = at;
      int number = 0;
      int group;
      do {
        if (at == text.length()) {
          throw new CocoException("the run-length text ends inside run " + size);
        }
        char c = text.charAt(at);
        if (c < FIRST || c > LAST || at - start == MOST_GROUPS) {
          throw new CocoException(
              "character "
                  + (at + 1)
                  + " of the run-length text is '"
                  + c
                  + "', which cannot stand there; is it a COCO 'counts' text?");
        }
        group = c - FIRST;
        number |= (group & GROUP) << GROUP_BITS * (at - start);
        at++;
      } while ((group & MORE) != 0);
      int bits = GROUP_BITS * (at - start);
      if ((group & SIGN) != 0 && bits < Integer.SIZE) {
        number |= -1 << bits;
      }
      counts[size] = size > 2 ? number + counts[size - 2] : number;
      size++;
    }
    return Arrays.copyOf(counts, size);
  }
}
