package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.coco.CocoResult;
import org.tag2mask.data.coco.CocoResultsFile;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.data.png.RgbPng;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;

/**
 * {@code instances} on a picture of two red objects that touch, without a boundary between them:
 * only the displacements, which the picture's blue holds, tell them apart.
 */
class InstancesCommandTest {
  private static final Path MODELS = Path.of("../runtime/src/test/resources/runtime/models");
  private static final int WIDTH = 128;
  private static final int HEIGHT = 64;

  @TempDir Path temp;
  private Path data;
  private Path boundary;
  private Path out;

  @BeforeEach
  void layOut() throws IOException {
    data = temp.resolve("data");
    out = temp.resolve("instances");
    Files.createDirectories(data.resolve("JPEGImages"));
    Files.createDirectories(data.resolve("ImageSets/Segmentation"));
    RgbPng.write(data.resolve("JPEGImages/pair.png"), pair());
    RgbPng.write(
        data.resolve("JPEGImages/empty.png"), RgbImage.wrap(40, 30, new byte[3 * 40 * 30]));
    Files.writeString(data.resolve("ImageSets/Segmentation/train.txt"), "empty\npair\n");
    Files.writeString(data.resolve("classes.txt"), "background\nred\ngreen\n");
    Files.writeString(data.resolve("labels.csv"), "image,labels\npair,red\nempty,\n");
    boundary = temp.resolve("whirls.onnx");
    BlueWhirls.write(MODELS.resolve("edges.onnx"), boundary);
  }

  /** Which object a pixel belongs to: columns 4..63 to 1, 64..123 to 2, 0 around both. */
  private static int object(int x, int y) {
    return y < 12 || y >= 52 || x < 4 || x >= 124 ? 0 : x < 64 ? 1 : 2;
  }

  private static RgbImage pair() {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int object = object(x, y);
        if (object > 0) {
          int centre = object == 1 ? 8 : 23;
          int at = 3 * (y * WIDTH + x);
          rgb[at] = (byte) 255;
          rgb[at + 2] = BlueWhirls.blue(centre - x / 4);
        }
      }
    }
    return RgbImage.wrap(WIDTH, HEIGHT, rgb);
  }

  private Said instances(Object... more) {
    List<String> words = new ArrayList<>(List.of("instances", "--data", data.toString()));
    words.addAll(List.of("--model", MODELS.resolve("colours.onnx").toString()));
    words.addAll(List.of("--boundary", boundary.toString()));
    words.addAll(List.of("--out", out.toString(), "--device", "cpu"));
    // After many steps without a boundary both maps are the same nearly everywhere.
    words.addAll(List.of("--steps", "16"));
    Stream.of(more).map(Object::toString).forEach(words::add);
    return Said.by(words.toArray(String[]::new));
  }

  private static List<CocoResult> read(Path file) {
    List<CocoResult> results = new ArrayList<>();
    CocoResultsFile.read(file, results::add);
    return results;
  }

  @Test
  void touchingObjectsOfOneClassAreTwoInstances() throws IOException {
    Said said = instances();
    assertEquals(0, said.code(), said.err());
    List<CocoResult> found = read(out.resolve("instances.json"));
    assertEquals(2, found.size());
    byte[] owner = new byte[WIDTH * HEIGHT];
    for (int n = 0; n < 2; n++) {
      assertEquals(2, found.get(n).imageId(), "the second image of the split");
      assertEquals(1, found.get(n).categoryId());
      assertTrue(found.get(n).score() > 0.5 && found.get(n).score() <= 1);
      LabelMap mask = found.get(n).mask().decode(1);
      int right = 0;
      int all = 0;
      int taken = 0;
      for (int i = 0; i < owner.length; i++) {
        boolean there = mask.array()[i] == 1;
        boolean truth = object(i % WIDTH, i / WIDTH) == n + 1;
        assertFalse(there && owner[i] != 0, "pixel " + i + " belongs to both");
        owner[i] = there ? 1 : owner[i];
        right += there && truth ? 1 : 0;
        all += truth ? 1 : 0;
        taken += there ? 1 : 0;
      }
      assertTrue(right > 0.95 * taken, "object " + n + ": " + right + " of " + taken);
      // The boundary to the ground takes a cell at three sides: 14 x 8 of 15 x 10 are left.
      assertTrue(right > 0.74 * all, "object " + n + ": " + right + " of " + all);
    }
    assertArrayEquals(owner, PalettePng.read(out.resolve("pair.png")).array());
    assertTrue(read(out.resolve("empty.instances.json")).isEmpty());
    JsonObject meaning =
        Json.parseObject(Files.readString(out.resolve("images.json")), "images.json");
    assertEquals("pair.png", meaning.objects("images").get(1).string("file_name"));
    assertEquals(WIDTH, meaning.objects("images").get(1).integer("width"));
    assertEquals("green", meaning.objects("categories").get(1).string("name"));
  }

  @Test
  void numbersAreThoseOfCocoAnnotations() throws IOException {
    Path annotations = temp.resolve("coco.json");
    String images =
        "{\"images\": [{\"id\": 77, \"file_name\": \"pair.png\", \"width\": 128, \"height\": 64},"
            + " {\"id\": 5, \"file_name\": \"empty.png\", \"width\": 40, \"height\": 30}],"
            + " \"annotations\": [], \"categories\": [";
    String red = "{\"id\": 18, \"name\": \"red\"}";
    Files.writeString(annotations, images + red + ", {\"id\": 3, \"name\": \"green\"}]}");
    Said said = instances("--annotations", annotations);
    assertEquals(0, said.code(), said.err());
    List<CocoResult> found = read(out.resolve("instances.json"));
    assertEquals(List.of(77L, 77L), found.stream().map(CocoResult::imageId).toList());
    assertEquals(List.of(18, 18), found.stream().map(CocoResult::categoryId).toList());
    JsonObject meaning =
        Json.parseObject(Files.readString(out.resolve("images.json")), "images.json");
    assertEquals(5, meaning.objects("images").get(0).integer("id"));
    assertEquals(3, meaning.objects("categories").get(1).integer("id"));
    Files.writeString(annotations, images + red + "]}");
    assertRefused("class 'green' is no category of", "--annotations", annotations);
  }

  @Test
  void withoutDisplacementsThatDivideThemTheyAreOne() throws IOException {
    BlueWhirls.writeStill(MODELS.resolve("edges.onnx"), boundary);
    assertEquals(0, instances().code());
    assertEquals(1, read(out.resolve("instances.json")).size());
  }

  @Test
  void goesOnWhereItEndedAndMakesDamagedFilesAnew() throws IOException {
    assertEquals(0, instances("--overlay").code());
    byte[] first = Files.readAllBytes(out.resolve("pair.instances.json"));
    Said again = instances("--overlay");
    assertTrue(again.out().contains("0 made, 2 kept"), again.out());
    Files.writeString(out.resolve("pair.instances.json"), "[]");
    Said repaired = instances("--overlay");
    assertTrue(repaired.out().contains("1 made, 1 kept"), repaired.out());
    assertArrayEquals(first, Files.readAllBytes(out.resolve("pair.instances.json")));
    assertEquals(2, read(out.resolve("instances.json")).size());
    RgbImage picture = ImageReader.read(out.resolve("pair.overlay.jpg"));
    assertEquals(WIDTH, picture.width());
  }

  @Test
  void aBrokenImageIsNamedAndTheOthersAreGathered() throws IOException {
    Files.writeString(data.resolve("JPEGImages/empty.png"), "no image");
    Said said = instances();
    assertEquals(ExitCode.SOME_FAILED, said.code(), said.err());
    assertTrue(said.err().contains("empty got no instances"), said.err());
    assertEquals(2, read(out.resolve("instances.json")).size());
    JsonObject meaning =
        Json.parseObject(Files.readString(out.resolve("images.json")), "images.json");
    assertEquals(1, meaning.objects("images").size());
  }

  @Test
  void modelsAndRecipesThatMakeNoInstancesAreRefused() {
    boundary = MODELS.resolve("affinity.onnx");
    assertRefused("is an affinity model, expected a boundary model");
    boundary = MODELS.resolve("edges_stride8.onnx");
    assertRefused("gives one boundary for 8");
    boundary = MODELS.resolve("edges_nan.onnx");
    assertRefused("has no output 'displacement'");
    boundary = MODELS.resolve("edges.onnx");
    assertRefused("makes no instances", "--crf", "irn");
    assertRefused("makes no instances", "--background", "otsu");
    assertFalse(Files.exists(out.resolve("instances.json")));
  }

  private void assertRefused(String part, Object... more) {
    Said said = instances(more);
    assertEquals(ExitCode.NOTHING_DONE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
  }
}
