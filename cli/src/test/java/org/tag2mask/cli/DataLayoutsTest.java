package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;

/** The options that say where images, tags and true masks are. */
class DataLayoutsTest {
  @TempDir Path root;
  private Path masks;

  /** COCO: a person of 4 x 8 pixels, and a crowd of persons of as many. */
  @BeforeEach
  void layOut() throws IOException {
    write("val2014/COCO_val2014_000000000042.jpg", "x");
    write(
        "annotations/instances_val2014.json",
        """
        {"images":[{"id":42,"file_name":"COCO_val2014_000000000042.jpg","width":16,"height":8}],
         "annotations":[
          {"id":1,"image_id":42,"category_id":1,"iscrowd":0,"segmentation":[[0,0,4,0,4,8,0,8]]},
          {"id":2,"image_id":42,"category_id":1,"iscrowd":1,
           "segmentation":{"size":[8,16],"counts":[96,32]}}],
         "categories":[{"id":1,"name":"person"},{"id":3,"name":"car"}]}
        """);
    masks = Files.createDirectories(root.resolve("made"));
    byte[] labels = new byte[16 * 8];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 16 < 4 ? 1 : 0);
    }
    PalettePng.write(masks.resolve("COCO_val2014_000000000042.png"), LabelMap.wrap(16, 8, labels));
  }

  private void write(String path, String content) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), content);
  }

  private Said evaluate(String... more) {
    String[] words = {"evaluate", "--data", root.toString(), "--masks", masks.toString(), "--json"};
    return Said.by(Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new));
  }

  private static double iou(Said said) {
    assertEquals(0, said.code(), said.err());
    JsonObject result = Json.parseObject(said.out().strip(), "result");
    return result.object("classes").object("person").number("IoU");
  }

  @Test
  void cocoIsEvaluatedFromItsAnnotations() {
    assertEquals(1, iou(evaluate("--split", "val2014")));
    assertEquals(1, iou(evaluate("--split", "val", "--layout", "coco")));
    assertEquals(0.5, iou(evaluate("--split", "val", "--crowd", "class")));
  }

  @Test
  void trueMasksMayLieAnywhere() throws IOException {
    PalettePng.write(
        Files.createDirectories(root.resolve("truth")).resolve("COCO_val2014_000000000042.png"),
        LabelMap.filled(16, 8, 1));
    assertEquals(0.25, iou(evaluate("--split", "val", "--mask-dir", "truth")));
    assertEquals(
        0.25, iou(evaluate("--split", "val", "--mask-dir", root.resolve("truth").toString())));
  }

  @Test
  void classesMayBeCalledByName() {
    Said said = evaluate("--split", "val", "--classes", "coco");
    assertEquals(1, iou(said));
    JsonObject classes = Json.parseObject(said.out().strip(), "result").object("classes");
    assertTrue(classes.has("toothbrush"));
    Said voc = evaluate("--split", "val", "--classes", "voc");
    assertEquals(0, voc.code(), "VOC has person and car too");
    Said lid = evaluate("--split", "val", "--classes", "no such file");
    assertEquals(ExitCode.NOTHING_DONE, lid.code());
    assertTrue(lid.err().contains("class list no such file does not exist"), lid.err());
  }

  @Test
  void everyLabelSourceHasAWord() {
    for (String word : new String[] {"instances", "mask", "none"}) {
      assertEquals(1, iou(evaluate("--split", "val", "--labels", word)), word);
    }
    Said xml = evaluate("--split", "val", "--labels", "xml-nodifficult");
    assertEquals(ExitCode.NOTHING_DONE, xml.code());
    assertTrue(xml.err().contains("has no folder Annotations"), xml.err());
  }

  @Test
  void mistypedWordsAreNamed() {
    assertUsage("--layout is 'cocoo' (did you mean 'coco'?)", "--layout", "cocoo");
    assertUsage("--labels is 'xlm' (did you mean 'xml'?)", "--labels", "xlm");
    assertUsage("--crowd is 'skip'; expected one of ignore, class", "--crowd", "skip");
    assertUsage("expected two ascending sides such as 32,96", "--object-sizes", "96,32");
    assertUsage("expected two ascending sides such as 32,96", "--object-sizes", "32");
    assertUsage("expected an odd number such as 7", "--erode", "4");
    assertUsage("expected one of all, occurring, in_truth", "--mean", "present");
  }

  private void assertUsage(String part, String... words) {
    Said said = evaluate(words);
    assertEquals(ExitCode.USAGE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
  }
}
