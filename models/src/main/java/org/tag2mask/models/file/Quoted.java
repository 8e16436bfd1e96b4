package org.tag2mask.models.file;

/** Text out of an untrusted file, made fit for a message. */
public final class Quoted {
  private static final int SHOWN = 100;

  private Quoted() {}

  /**
   * The text in single quotes. Control characters, with which a file could steer the terminal,
   * become question marks; what is longer than a hundred characters is cut.
   *
   * @param text anything
   */
  public static String of(String text) {
    return "'" + plain(text) + "'";
  }

  /** As {@link #of}, without the quotes. */
  public static String plain(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && i < SHOWN; i++) {
      char c = text.charAt(i);
      boolean steers =
          Character.isISOControl(c)
              || Character.getType(c) == Character.FORMAT
              || Character.isSurrogate(c);
      shown.append(steers ? '?' : c);
    }
    return text.length() > SHOWN ? shown + "..." : shown.toString();
  }
}
