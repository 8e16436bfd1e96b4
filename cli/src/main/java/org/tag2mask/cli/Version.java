package org.tag2mask.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this program. */
public final class Version {
  /** The program's name in messages, run records and models. */
  public static final String PROGRAM = "tag2mask";

  private Version() {}

  /**
   * The version the build was made with.
   *
   * @return for example {@code 0.1.0-SNAPSHOT}
   */
  public static String number() {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties is in our own jar", e);
    }
  }

  /**
   * Name and version.
   *
   * @return for example {@code tag2mask 0.1.0-SNAPSHOT}
   */
  public static String text() {
    return PROGRAM + " " + number();
  }
}
