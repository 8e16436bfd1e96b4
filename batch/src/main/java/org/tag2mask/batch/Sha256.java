package org.tag2mask.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes of masks. */
final class Sha256 {
  private Sha256() {}

  static String of(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether a file is there and has this hash. Masks are small enough to be read whole. */
  static boolean matches(Path file, String hash) {
    try {
      return Files.isRegularFile(file) && of(Files.readAllBytes(file)).equals(hash);
    } catch (IOException e) {
      return false; // a mask that cannot be read is made again
    }
  }
}
