package org.tag2mask.cli.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/**
 * Writes HTML so that nothing can slip in unescaped: elements are opened and closed, every text and
 * every attribute value is escaped here. Also makes characters visible that could hide or turn text
 * around (controls, direction overrides), so that a hostile file name cannot pose as another.
 */
final class Html {
  private static final Set<String> VOID = Set.of("br", "col", "img", "input", "link", "meta");

  private final StringBuilder out = new StringBuilder("<!doctype html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param tag its name, a constant
   * @param attributes names (constants) and values in turn; an attribute whose value is null is
   *     left out
   */
  Html start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1] != null) {
        out.append(' ').append(attributes[i]).append("=\"");
        out.append(escape(attributes[i + 1])).append('"');
      }
    }
    out.append('>');
    if (!VOID.contains(tag)) {
      open.push(tag);
    }
    return this;
  }

  /** Closes the innermost open element. */
  Html end() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Closes the innermost open element and begins a new line in the source. */
  Html endLine() {
    end();
    out.append('\n');
    return this;
  }

  /** Writes escaped text. */
  Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /** An element with nothing but text in it. */
  Html element(String tag, String text, String... attributes) {
    return start(tag, attributes).text(text).end();
  }

  /**
   * Writes our own style or script text as it is.
   *
   * @param trusted text from this package's resources, never from a user
   */
  Html raw(String trusted) {
    out.append(trusted);
    return this;
  }

  /** The page; every element must have been closed. */
  String page() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("elements still open: " + open);
    }
    return out.append('\n').toString();
  }

  /**
   * Text as it may stand between tags and in quoted attributes.
   *
   * @param text any characters
   * @return the text with {@code & < > " '} as references, and invisible characters that control
   *     something written out as {@code \\u202E}
   */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.append((char) c);
                default -> {
                  if (hidden(c)) {
                    escaped.append(String.format(Locale.ROOT, "\\u%04X", c));
                  } else {
                    escaped.appendCodePoint(c);
                  }
                }
              }
            });
    return escaped.toString();
  }

  private static boolean hidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> true;
      // Joiners are part of ordinary words and emoji; other format characters turn text around.
      case Character.FORMAT -> c != 0x200c && c != 0x200d;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
