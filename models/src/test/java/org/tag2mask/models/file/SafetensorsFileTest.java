package org.tag2mask.models.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.models.ModelException;

class SafetensorsFileTest {
  @TempDir Path folder;

  @Test
  void readsAFileMadeByHand() throws IOException {
    Path path = Files.write(folder.resolve("x.safetensors"), RawSafetensors.sound());
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(List.of("a", "b"), List.copyOf(file.names()), "the order of the values");
      assertEquals(Map.of("k", "v"), file.metadata());
      assertArrayEquals(new float[] {1, -2}, file.read("a").values());
      assertArrayEquals(new int[] {1, 1}, file.read("b").shape());
      assertEquals(0.5f, file.read("b").values()[0]);
    }
  }

  @Test
  void readsHalfAndBrainFloats() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort((short) 0x3c00).putShort((short) 0xc200); // 1, -3 as binary16
    data.putShort((short) 0x3fc0).putShort((short) 0xff80); // 1.5, -infinity as bfloat16
    Path path =
        RawSafetensors.file(
            folder,
            "{\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[4,8]}}",
            data.array());
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertArrayEquals(new float[] {1, -3}, file.read("h").values());
      assertArrayEquals(new float[] {1.5f, Float.NEGATIVE_INFINITY}, file.read("b").values());
    }
  }

  @Test
  void otherTypesMayLieInTheFileButAreNotRead() throws IOException {
    Path path =
        RawSafetensors.file(
            folder,
            "{\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"empty\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[8,8]}}",
            new byte[8]);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(0, file.read("empty").values().length);
      assertMessage("tensor 'n' has type I64; expected F32, F16 or BF16", () -> file.read("n"));
      assertMessage("no tensor 'm' among the 2", () -> file.read("m"));
    }
  }

  @Test
  void readsValuesAcrossAndBeyondTheBordersOfOneAndTwoGigabytes() throws IOException {
    // sparse files of 3 GiB: 'x' makes the values of 'y' lie across the border at 1 GiB, at any
    // position within a value; 'z' lies beyond 2 GiB
    for (int before = 1; before <= 4; before++) {
      long dataStart = 8 + 400;
      long y = (1L << 30) - before - dataStart;
      long middle = 2L << 30;
      long last = 3L << 30;
      String text =
          "{"
              + entry("x", "I8", y, 0, y)
              + entry("y", "F32", 3, y, y + 12)
              + entry("v", "I8", middle - y - 12, y + 12, middle)
              + entry("w", "I8", last - middle, middle, last)
              + entry("z", "F32", 1, last, last + 4).replace("},", "}}");
      Path path = folder.resolve("large");
      try (FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        String padded = text + " ".repeat(400 - text.length());
        channel.write(ByteBuffer.wrap(RawSafetensors.bytes(400, padded, new byte[0])), 0);
        ByteBuffer values = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        channel.write(values.putFloat(1).putFloat(2).putFloat(3).flip(), dataStart + y);
        values.clear();
        channel.write(values.putFloat(4).flip(), dataStart + last);
      }
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        assertArrayEquals(new float[] {1, 2, 3}, file.read("y").values());
        assertArrayEquals(new float[] {4}, file.read("z").values());
      }
      Files.delete(path);
    }
  }

  private static String entry(String name, String type, long size, long from, long to) {
    return String.format(
        Locale.ROOT,
        "\"%s\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[%d,%d]},",
        name,
        type,
        size,
        from,
        to);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [0,4] | F32 | [2]           | F32 of shape [2] needs 8 bytes, but its data_offsets hold 4
          [0,8] | F16 | [2]           | F16 of shape [2] needs 4 bytes, but its data_offsets hold 8
          [0,12]| F32 | [3]           | data_offsets 0..12 are not within the 8 bytes of data
          [8,0] | F32 | [2]           | data_offsets 8..0 are not within the 8 bytes
          [4,8] | F32 | [1]           | 'x' starts at byte 4, which leaves a gap after the start
          [0,4] | F32 | [1]           | 4 bytes at the end belong to no tensor
          [0]   | F32 | [2]           | data_offsets needs 2 numbers, found 1
          [0,4,8] | F32 | [2]         | data_offsets has more than 2 numbers
          [0,8.0] | F32 | [2]         | data_offsets holds something that is no whole number
          [0,-8] | F32 | [2]          | data_offsets holds the negative number -8
          [0,8] | F32 | [-2]          | shape holds the negative number -2
          [0,8] | F32 | ["2"]         | shape holds something that is no whole number
          [0,8] | F32 | 2             | shape is no list
          [0,8] | F31 | [2]           | unknown dtype 'F31'
          [0,8] | F32 | [4294967296,4294967296] | is too large
          [0,8] | F32 | [2147483647,2147483647,2147483647] | is too large
          [0,8] | F32 | [9223372036854775808] | out of range of
          [0,8] | F32 | [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2] | shape has more than 16 numbers
          """)
  void refusesALyingEntry(String offsets, String type, String shape, String expected)
      throws IOException {
    String header =
        "{\"x\":{\"dtype\":\""
            + type
            + "\",\"shape\":"
            + shape
            + ",\"data_offsets\":"
            + offsets
            + "}}";
    assertRefused(expected, RawSafetensors.file(folder, header, new byte[8]));
  }

  @Test
  void refusesOverlapsDuplicatesAndForeignKeys() throws IOException {
    String a = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    String b = "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}";
    byte[] data = new byte[12];
    assertRefused(
        "tensor 'b' starts at byte 4, which overlaps 'a' (expected 8)",
        RawSafetensors.file(folder, "{" + a + "," + b + "}", data));
    assertRefused("Duplicate", RawSafetensors.file(folder, "{" + a + "," + a + "}", data));
    assertRefused(
        "unknown key 'file'",
        RawSafetensors.file(folder, "{\"a\":{\"file\":\"/etc/passwd\"}}", data));
    assertRefused(
        "shape is missing", RawSafetensors.file(folder, "{\"a\":{\"dtype\":\"F32\"}}", data));
    assertRefused("expected an object", RawSafetensors.file(folder, "{\"a\":1}", data));
    assertRefused(
        "__metadata__ 'n' must be text",
        RawSafetensors.file(folder, "{\"__metadata__\":{\"n\":1}}", data));
    assertRefused("no JSON object", RawSafetensors.file(folder, "{\"__metadata__\":[]}", data));
    assertRefused("text follows", RawSafetensors.file(folder, "{} {}", new byte[0]));
    assertRefused("must start with '{'", RawSafetensors.file(folder, "[1,2]", data));
    assertRefused("the header is not as expected", RawSafetensors.file(folder, "{\"a\"", data));
    assertRefused(
        "no safetensors file", Files.writeString(folder.resolve("t"), "PK\3\4 a zip file"));
  }

  @Test
  void refusesHeadersThatAreTooLongBeforeTakingMemory() throws IOException {
    byte[] cut = RawSafetensors.bytes(99_999_999L, "{}", new byte[0]);
    assertRefused(
        "but the file ends after 2; the file is cut off", Files.write(folder.resolve("c"), cut));
    byte[] huge = RawSafetensors.bytes(100_000_001L, "{}", new byte[0]);
    assertRefused(
        "has 100000001 bytes, expected 2 to 100000000", Files.write(folder.resolve("h"), huge));
    byte[] negative = RawSafetensors.bytes(-1L, "{}", new byte[0]);
    assertRefused("has 18446744073709551615 bytes", Files.write(folder.resolve("n"), negative));
    byte[] twoGigabytes = RawSafetensors.bytes(1L << 31, "{}", new byte[0]);
    assertRefused(
        "has 2147483648 bytes, expected 2 to 100000000",
        Files.write(folder.resolve("g"), twoGigabytes));
    assertRefused("too few", Files.write(folder.resolve("e"), new byte[9]));
  }

  @Test
  void refusesMoreTensorsThanTheLimit() throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i <= SafetensorsHeader.MAX_TENSORS; i++) {
      header.append(i == 0 ? "" : ",").append('"').append(i).append('"');
      header.append(":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    assertRefused(
        "more than 100000 tensors",
        RawSafetensors.file(folder, header.append('}').toString(), new byte[0]));
  }

  @Test
  void saysThatAFileIsMissingOrAFolder() {
    assertMessage("there is no weights file", () -> SafetensorsFile.open(folder.resolve("none")));
    assertMessage("is a folder", () -> SafetensorsFile.open(folder));
  }

  @Test
  void readingAfterClosingIsRefused() throws IOException {
    Path path = Files.write(folder.resolve("x"), RawSafetensors.sound());
    SafetensorsFile file = SafetensorsFile.open(path);
    file.close();
    assertMessage("was closed before 'a' was read", () -> file.read("a"));
  }

  private void assertRefused(String part, Path path) {
    assertMessage(part, () -> SafetensorsFile.open(path).close());
    assertMessage(path.getFileName().toString(), () -> SafetensorsFile.open(path).close());
  }

  private static void assertMessage(String part, org.junit.jupiter.api.function.Executable code) {
    String message = assertThrows(ModelException.class, code).getMessage();
    assertTrue(message.contains(part), message);
  }
}
