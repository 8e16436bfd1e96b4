package org.tag2mask.models.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.models.ModelException;

/** The format is told by content; whatever people take for weights is named. */
class WeightFilesTest {
  @TempDir Path folder;

  @Test
  void choosesTheReaderByContentWhateverTheExtension() throws Exception {
    assertEquals("torch (zip)", format("torch/module.pth"));
    assertEquals("torch (before 1.6)", format("torch/module_legacy.pth"));
    assertEquals("MXNet params", format("mxnet/versions.params"));
    Path safetensors = Files.write(folder.resolve("weights.pth"), RawSafetensors.sound());
    try (WeightFile file = WeightFiles.open(safetensors)) {
      assertEquals("safetensors", file.format());
      assertEquals(Set.of("a", "b"), file.names());
      assertEquals(-2, file.read("a").values()[1]);
      assertEquals(StoredType.F32, file.type("a"));
    }
  }

  @Test
  void prefixesOfWrappersAreCutOffInSafetensorsToo() throws IOException {
    String header =
        "{\"module._orig_mod.a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"module._orig_mod.n\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[4,8]}}";
    byte[] values = {0, 0, 0, 0x40, 1, 0, 0, 0};
    try (WeightFile file = WeightFiles.open(RawSafetensors.file(folder, header, values))) {
      assertEquals(Set.of("a"), file.names());
      assertEquals(2, file.read("a").values()[0]);
      assertEquals(Map.of("n", "array of type I32"), file.skipped());
      assertEquals(
          java.util.List.of("cut the prefix 'module._orig_mod.' off all names"), file.notes());
    }
  }

  @Test
  void aPrefixThatNotAllNamesHaveStays() throws IOException {
    String header =
        "{\"module.a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}";
    try (WeightFile file = WeightFiles.open(RawSafetensors.file(folder, header, new byte[8]))) {
      assertEquals(Set.of("module.a", "b"), file.names());
    }
  }

  @Test
  void listsWhatASafetensorsFileHasBesidesFloats() throws IOException {
    String header = "{\"n\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
    try (WeightFile file = WeightFiles.open(RawSafetensors.file(folder, header, new byte[8]))) {
      assertEquals(Set.of(), file.names());
      assertEquals(Map.of("n", "array of type I64"), file.skipped());
    }
  }

  private String format(String golden) throws URISyntaxException, IOException {
    Path source = Path.of(getClass().getResource("/models/golden/" + golden).toURI());
    Path copy = Files.write(folder.resolve("weights.bin"), Files.readAllBytes(source));
    try (WeightFile file = WeightFiles.open(copy)) {
      return file.format();
    }
  }

  @Test
  void namesWhatPeopleMistakeForWeightsAndSaysWhatToDo() throws IOException {
    assertTrue(text("").endsWith("is empty; fetch it again"));
    assertTrue(text("version https://git-lfs.github.com/spec/v1\noid").contains("git lfs pull"));
    assertTrue(text("\n<!DOCTYPE html><html>").contains("is a web page"));
    assertTrue(text("<HTML>").contains("is a web page"));
    assertTrue(text("{\"weight_map\": {}}").contains("is JSON text"));
    assertTrue(hex("1f8b080000").contains("compressed with gzip; unpack it first"));
    assertTrue(hex("28b52ffd00").contains("compressed with zstd"));
    assertTrue(hex("894844460d0a1a0a00").contains("is an HDF5 file"));
    assertTrue(hex("934e554d5059010076").contains("is a single NumPy array"));
    assertTrue(hex("80037d71002e").contains("is a Python pickle that torch.save did not write"));
    assertTrue(hex("0a105647475f").contains("may be a Caffe model"));
    assertTrue(text("a".repeat(257) + "ustar" + "0".repeat(300)).contains("is a tar archive"));
    assertTrue(
        text("hello world")
            .endsWith(
                "is of no known format (it starts with 68656c6c6f20776f); expected safetensors, a torch"
                    + " state dictionary (.pth, .pt), MXNet .params or ONNX"));
  }

  @Test
  void namesAFolderAndAMissingFile() {
    assertTrue(refused(folder).contains("is a folder; give the file of weights in it"));
    Path nowhere = folder.resolve("nowhere");
    assertEquals("there is no weights file " + nowhere, refused(nowhere));
  }

  private String text(String content) throws IOException {
    return refused(
        Files.write(folder.resolve("file"), content.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private String hex(String content) throws IOException {
    return refused(Files.write(folder.resolve("file"), HexFormat.of().parseHex(content)));
  }

  private static String refused(Path path) {
    return assertThrows(ModelException.class, () -> WeightFiles.open(path).close()).getMessage();
  }
}
