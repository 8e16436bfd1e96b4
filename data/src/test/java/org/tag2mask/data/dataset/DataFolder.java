package org.tag2mask.data.dataset;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;

/** A data set being made for a test; images are not decoded when it is opened. */
record DataFolder(Path root) {

  /** Writes a text file and its folders. */
  DataFolder file(String path, String content) {
    try {
      Files.createDirectories(root.resolve(path).getParent());
      Files.writeString(root.resolve(path), content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Something with the name of an image. */
  DataFolder images(String... paths) {
    for (String path : paths) {
      file(path, "x");
    }
    return this;
  }

  /** A mask of one row. */
  DataFolder mask(String path, int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    file(path, "");
    try {
      PalettePng.write(root.resolve(path), LabelMap.wrap(labels.length, 1, bytes));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a file of the test resources. */
  DataFolder resource(String name, String path) {
    try (InputStream in = DataFolder.class.getResourceAsStream("/data/" + name)) {
      Files.createDirectories(root.resolve(path).getParent());
      Files.write(root.resolve(path), in.readAllBytes());
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Dataset open(String split) {
    return Datasets.open(root, split);
  }

  Dataset open(String split, DatasetOptions options) {
    return Datasets.open(root, split, options);
  }

  String fault(String split) {
    return fault(split, DatasetOptions.DEFAULT);
  }

  String fault(String split, DatasetOptions options) {
    return assertThrows(Tag2MaskException.class, () -> open(split, options)).getMessage();
  }

  static List<String> ids(Dataset data) {
    return data.samples().stream().map(Sample::id).toList();
  }
}
