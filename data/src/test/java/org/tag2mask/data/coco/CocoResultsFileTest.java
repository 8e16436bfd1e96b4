package org.tag2mask.data.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.runtime.image.LabelMap;

class CocoResultsFileTest {

  private static final List<CocoCategory> CATEGORIES =
      List.of(new CocoCategory(1, "person"), new CocoCategory(13, "stop sign"));

  @TempDir Path folder;

  private static List<CocoResult> results(Path file) {
    List<CocoResult> results = new ArrayList<>();
    CocoResultsFile.read(file, results::add);
    return results;
  }

  @Test
  void aMaskGivesOneResultForEveryForegroundClass() {
    LabelMap mask = LabelMap.of(3, 2, new byte[] {0, 2, 2, -1, 1, 2});
    List<CocoResult> results = CocoResult.ofMask(42, mask, CATEGORIES, id -> id / 4.0);
    assertEquals(
        List.of(
            new CocoResult(42, 1, CocoRle.ofLabel(mask, 1), 0.25),
            new CocoResult(42, 13, CocoRle.ofLabel(mask, 2), 0.5)),
        results);
    LabelMap beyond = LabelMap.of(1, 1, new byte[] {3});
    assertThrows(
        IllegalArgumentException.class, () -> CocoResult.ofMask(42, beyond, CATEGORIES, id -> 1));
  }

  @Test
  void writesTheFormOfTheOfficialExamples() throws IOException {
    Path file = folder.resolve("results.json");
    CocoRle mask = CocoRle.ofCounts(640, 426, 1000, 5, 640 * 426 - 1005);
    CocoResult first = new CocoResult(74, 18, mask, 0.546);
    CocoResult second = new CocoResult(139_000_000_000L, 2, mask, 1);
    assertEquals(2, CocoResultsFile.write(file, Stream.of(first, second)));
    String counts = mask.compressed().replace("\\", "\\\\");
    assertEquals(
        "[\n{\"image_id\":74,\"category_id\":18,\"segmentation\":{\"size\":[426,640],\"counts\":\""
            + counts
            + "\"},\"score\":0.546},\n"
            + "{\"image_id\":139000000000,\"category_id\":2,\"segmentation\":{\"size\":[426,640],"
            + "\"counts\":\""
            + counts
            + "\"},\"score\":1.0}\n]\n",
        Files.readString(file));
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals(2, json.size());
    assertEquals(List.of(first, second), results(file));
  }

  @Test
  void noResultIsAnEmptyList() throws IOException {
    Path file = folder.resolve("results.json");
    assertEquals(0, CocoResultsFile.write(file, Stream.of()));
    assertEquals(0, new ObjectMapper().readTree(file.toFile()).size());
    assertTrue(results(file).isEmpty());
  }

  /** Every result is made when its turn comes, and none is kept. */
  @Test
  void takesResultsOneByOne() throws IOException {
    Path file = folder.resolve("results.json");
    CocoRle mask = CocoRle.ofCounts(2, 2, 1, 2, 1);
    int[] made = new int[1];
    Stream<CocoResult> lazily =
        IntStream.range(0, 50_000)
            .mapToObj(
                i -> {
                  made[0]++;
                  return new CocoResult(i, 1, mask, 0.5);
                });
    assertEquals(50_000, CocoResultsFile.write(file, lazily));
    int[] read = new int[1];
    CocoResultsFile.read(file, result -> assertEquals(read[0]++, result.imageId()));
    assertEquals(50_000, read[0]);
    assertEquals(50_000, made[0]);
  }

  @Test
  void aFaultWhileWritingLeavesTheOldFile() throws IOException {
    Path file = Files.writeString(folder.resolve("results.json"), "old");
    CocoRle mask = CocoRle.ofCounts(2, 2, 4);
    Stream<CocoResult> broken =
        IntStream.range(0, 10)
            .mapToObj(
                i -> {
                  if (i == 7) {
                    throw new IllegalStateException("image 7 is broken");
                  }
                  return new CocoResult(i, 1, mask, 0.5);
                });
    assertThrows(IllegalStateException.class, () -> CocoResultsFile.write(file, broken));
    assertEquals("old", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void namesThePlaceOfAFault() throws IOException {
    String good =
        "{\"image_id\":1,\"category_id\":2,\"segmentation\":{\"size\":[2,2],\"counts\":\"4\"},"
            + "\"score\":0.5}";
    for (String bad :
        List.of(
            good.replace("\"score\":0.5", "\"score\":\"high\""),
            good.replace(",\"score\":0.5", ""),
            good.replace("\"4\"", "\"5\""),
            good.replace("{\"size\":[2,2],\"counts\":\"4\"}", "[[1,2,3,4,5,6]]"),
            "7")) {
      Path file = Files.writeString(folder.resolve("bad.json"), "[" + good + ",\n" + bad + "]");
      String message = assertThrows(CocoException.class, () -> results(file)).getMessage();
      assertTrue(message.startsWith(file + " line 2 column "), message);
    }
    Path object = Files.writeString(folder.resolve("object.json"), "{}");
    assertThrows(CocoException.class, () -> results(object));
    assertThrows(CocoException.class, () -> results(folder.resolve("none.json")));
    assertFalse(Files.exists(folder.resolve("none.json")));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CocoResult(1, 1, CocoRle.ofCounts(1, 1, 1), Double.NaN));
  }
}
