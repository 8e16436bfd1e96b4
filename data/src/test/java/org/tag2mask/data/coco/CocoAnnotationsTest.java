package org.tag2mask.data.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoAnnotationsTest {

  private static final String CATEGORIES =
      "\"categories\":[{\"id\":7,\"name\":\"b\"},"
          + "{\"supercategory\":\"x\",\"name\":\"a\",\"id\":3}]";
  private static final String IMAGES =
      "\"images\":[{\"id\":5,\"file_name\":\"p.jpg\",\"width\":4,\"height\":3}]";

  private static final String BYTES = "0123456789.-eE\"{}[],:x \\";

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("instances.json"), content);
  }

  private CocoAnnotations official() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/data/coco/instances_train2014.json")) {
      Path file = folder.resolve("instances_train2014.json");
      Files.write(file, in.readAllBytes());
      return CocoAnnotations.read(file);
    }
  }

  private void assertFault(String part, String content) throws IOException {
    Path file = file(content);
    String message =
        assertThrows(CocoException.class, () -> CocoAnnotations.read(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    assertTrue(message.contains(part), message);
  }

  @Test
  void readsImagesCategoriesAndTheCategoriesOfAnImage() throws IOException {
    CocoAnnotations file = official();
    assertEquals(List.of(57870L, 9L, 384029L), file.images().stream().map(CocoImage::id).toList());
    assertEquals(80, file.categories().size());
    assertEquals(new CocoCategory(13, "stop sign"), file.categories().get(11));
    CocoImage image = file.image(57870).orElseThrow();
    assertEquals("COCO_train2014_000000057870.jpg", image.fileName());
    assertEquals(Set.of(1, 90), file.categoryIds(image));
    assertEquals(Set.of(10, 13, 67), file.categoryIds(file.image(9).orElseThrow()));
    assertEquals(Set.of(), file.categoryIds(file.image(384029).orElseThrow()));
    assertTrue(file.segmented(image));
    assertEquals(image, file.image("COCO_train2014_000000057870").orElseThrow());
    assertEquals("a.b/c.d", new CocoImage(1, "a.b\\c.d.jpg", 2, 2).stem());
    assertEquals("a.b/c", new CocoImage(1, "a.b/c", 2, 2).stem());
  }

  @Test
  void goesBackToTheShapesOfOneImage() throws IOException {
    CocoAnnotations file = official();
    List<CocoObject> objects = file.objects(file.image(57870).orElseThrow());
    assertEquals(3, objects.size());
    assertEquals(90, objects.get(0).categoryId());
    assertFalse(objects.get(1).crowd());
    assertTrue(objects.get(2).crowd());
    assertEquals(new CocoBox(4, 15, 28, 9), objects.get(2).mask().box());
    assertEquals(252, objects.get(2).mask().area());
    List<CocoObject> second = file.objects(file.image(9).orElseThrow());
    assertEquals(new CocoBox(0, 1, 20, 14), second.get(1).mask().box(), "two polygons are one");
    assertTrue(file.objects(file.image(384029).orElseThrow()).isEmpty());
  }

  @Test
  void sectionsMayComeInAnyOrderOverManyLines() throws IOException {
    Path file =
        file(
            "{\n \"annotations\" : [\n  { \"id\": 1, \"category_id\": 7, \"ünïcode\": \"ß€😀\",\n"
                + "   \"image_id\": 5, \"segmentation\": {\"counts\": [1, 2, 9], \"size\": [3, 4]} }"
                + ",\n  {\"image_id\":5,\"category_id\":3,\"iscrowd\":1,\"segmentation\":"
                + "{\"size\":[3,4],\"counts\":\"129\"}}\n ],\n"
                + CATEGORIES
                + ",\n\"anything\":{\"deep\":[[1],{\"x\":[]}]},"
                + IMAGES
                + "}");
    CocoAnnotations read = CocoAnnotations.read(file);
    assertEquals(
        List.of(new CocoCategory(3, "a"), new CocoCategory(7, "b")),
        read.categories(),
        "in ascending order of the ids");
    List<CocoObject> objects = read.objects(read.images().get(0));
    CocoRle mask = CocoRle.ofCounts(4, 3, 1, 2, 9);
    assertEquals(List.of(new CocoObject(7, false, mask), new CocoObject(3, true, mask)), objects);
  }

  @Test
  void aByteOrderMarkDoesNotShiftThePlaces() throws IOException {
    Path file =
        file(
            "\uFEFF{"
                + CATEGORIES
                + ",\"annotations\":[{\"image_id\":5,\"category_id\":3,\"segmentation\":"
                + "{\"size\":[3,4],\"counts\":[2,10]}}],"
                + IMAGES
                + "}");
    CocoAnnotations read = CocoAnnotations.read(file);
    assertEquals(10, read.objects(read.images().get(0)).get(0).mask().area());
  }

  @Test
  void knowsImagesWhoseAnnotationsAreOnlyBoxes() throws IOException {
    Path file =
        file(
            "{"
                + CATEGORIES
                + ",\"annotations\":[{\"image_id\":5,\"category_id\":3,\"segmentation\":[]}],"
                + IMAGES
                + "}");
    CocoAnnotations read = CocoAnnotations.read(file);
    assertFalse(read.segmented(read.images().get(0)));
    assertEquals(Set.of(3), read.categoryIds(read.images().get(0)));
  }

  @Test
  void namesThePlaceOfAFault() throws IOException {
    assertFault("line 1 column 1: found [, expected an object with images", "[]");
    assertFault("has no 'annotations'", "{" + CATEGORIES + "," + IMAGES + "}");
    assertFault(
        "line 2 column 1: an image without id",
        "{\"images\":[\n{\"id\":5,\"file_name\":\"p.jpg\",\"width\":4}]}");
    assertFault(
        "line 1 column 18: found 'x' for 'id', expected a whole number",
        "{\"images\":[{\"id\":\"x\"}]}");
    assertFault(
        "annotation 1 (byte " + (CATEGORIES.length() + 17) + ") belongs to image 6",
        "{" + CATEGORIES + ",\"annotations\":[{\"image_id\":6,\"category_id\":3}]," + IMAGES + "}");
    assertFault(
        "belongs to category 4",
        "{" + CATEGORIES + ",\"annotations\":[{\"image_id\":5,\"category_id\":4}]," + IMAGES + "}");
    assertFault("is the file complete?", "{" + CATEGORIES + ",\"annotations\":[{\"image_id\":5,");
    assertFault(
        "image id 5 is there twice",
        "{"
            + CATEGORIES
            + ",\"annotations\":[],"
            + IMAGES.replace("]", "," + IMAGES.substring(10))
            + "}");
    CocoException missing =
        assertThrows(
            CocoException.class, () -> CocoAnnotations.read(folder.resolve("nothing.json")));
    assertTrue(missing.getMessage().endsWith("nothing.json does not exist"));
  }

  @Test
  void namesTheByteOfABrokenShape() throws IOException {
    for (String shape :
        List.of(
            "[[1,2,3]]",
            "[[1,2,\"x\",4]]",
            "[1,2,3,4]",
            "{\"size\":[4,3],\"counts\":[12]}",
            "{\"size\":[3,4],\"counts\":[11]}",
            "{\"counts\":[12]}",
            "{\"size\":[3,4],\"counts\":[1.5]}",
            "{\"size\":[3,4],\"counts\":\"~\"}")) {
      String front = "{" + CATEGORIES + "," + IMAGES + ",\"annotations\":[";
      Path file =
          file(front + "{\"image_id\":5,\"category_id\":3,\"segmentation\":" + shape + "}]}");
      CocoAnnotations read = CocoAnnotations.read(file);
      String message =
          assertThrows(CocoException.class, () -> read.objects(read.images().get(0))).getMessage();
      assertTrue(message.startsWith(file + " byte " + front.length() + ": "), message);
    }
  }

  @Test
  void noticesThatTheFileWasChanged() throws IOException {
    CocoAnnotations read = official();
    byte[] content = Files.readAllBytes(read.file());
    byte[] moved =
        (" " + new String(content, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    Files.write(read.file(), moved);
    CocoImage image = read.images().get(0);
    String message = assertThrows(CocoException.class, () -> read.objects(image)).getMessage();
    assertTrue(message.contains("has changed since it was opened"), message);
    Files.write(read.file(), new byte[] {'{', '}'});
    message = assertThrows(CocoException.class, () -> read.objects(image)).getMessage();
    assertTrue(message.contains("has changed since it was opened"), message);
  }

  /** Damage anywhere is a CocoException, never another fault. */
  @Test
  void damagedFilesAreRefusedOrReadWithoutAnotherFault() throws IOException {
    byte[] sound = Files.readAllBytes(official().file());
    SplittableRandom random = new SplittableRandom(9);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = sound.clone();
      int hits = 1 + random.nextInt(3);
      for (int h = 0; h < hits; h++) {
        char other = BYTES.charAt(random.nextInt(BYTES.length()));
        damaged[random.nextInt(damaged.length)] = (byte) other;
      }
      Path file = Files.write(folder.resolve("damaged.json"), damaged);
      try {
        CocoAnnotations read = CocoAnnotations.read(file);
        for (CocoImage image : read.images()) {
          assertTrue(read.objects(image).size() <= 7);
        }
      } catch (CocoException e) {
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 300 && refused < 2900, refused + " refused");
  }
}
