package org.tag2mask.data.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the bytes of an image or mask file, within limits. */
public final class ImageFile {

  private ImageFile() {}

  /**
   * The content of a file.
   *
   * @return new array, not empty
   * @throws ImageException MISSING, UNREADABLE, TOO_LARGE, or NOT_AN_IMAGE for a folder or an empty
   *     file
   */
  public static byte[] bytes(Path file, ImageLimits limits) {
    if (Files.isDirectory(file)) {
      throw new ImageException(
          ImageException.Kind.NOT_AN_IMAGE, file + ": is a folder, expected an image file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      limits.checkBytes(file.toString(), Files.size(file));
      // The limit again while reading: a pipe or a growing file has no honest size.
      byte[] bytes = in.readNBytes((int) limits.maxBytes() + 1);
      limits.checkBytes(file.toString(), bytes.length);
      if (bytes.length == 0) {
        throw new ImageException(
            ImageException.Kind.NOT_AN_IMAGE, file + ": is empty (0 bytes); get the file again");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new ImageException(
          ImageException.Kind.MISSING, file + ": there is no such file; check the list", e);
    } catch (IOException e) {
      throw new ImageException(ImageException.Kind.UNREADABLE, file + ": cannot be read: " + e, e);
    }
  }
}
