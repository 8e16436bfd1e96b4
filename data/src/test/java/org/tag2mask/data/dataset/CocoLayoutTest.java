package org.tag2mask.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.coco.CocoAnnotations;
import org.tag2mask.data.coco.CocoCategory;
import org.tag2mask.data.dataset.DatasetOptions.Missing;
import org.tag2mask.runtime.image.LabelMap;

class CocoLayoutTest {

  private static final String PERSON_AND_BRUSH = "COCO_train2014_000000057870";
  private static final String SIGNS = "COCO_train2014_000000000009";
  private static final String EMPTY = "COCO_train2014_000000384029";

  @TempDir Path root;
  private DataFolder coco;

  @BeforeEach
  void officialFolders() {
    coco =
        new DataFolder(root)
            .resource("coco/instances_train2014.json", "annotations/instances_train2014.json")
            .images(
                "train2014/" + PERSON_AND_BRUSH + ".jpg",
                "train2014/" + SIGNS + ".jpg",
                "train2014/" + EMPTY + ".jpg");
  }

  private LabelMap goldenMask(int id) throws IOException {
    Path file = root.resolve("golden.json");
    coco.resource("coco/masks_train2014.json", "golden.json");
    JsonNode rows = new ObjectMapper().readTree(Files.readString(file)).get(Integer.toString(id));
    int width = rows.get(0).asText().length() / 2;
    byte[] labels = new byte[width * rows.size()];
    for (int y = 0; y < rows.size(); y++) {
      for (int x = 0; x < width; x++) {
        labels[y * width + x] =
            (byte) Integer.parseInt(rows.get(y).asText().substring(2 * x, 2 * x + 2), 16);
      }
    }
    return LabelMap.wrap(width, rows.size(), labels);
  }

  @Test
  void isFoundByItselfAndTagsAreCategoriesInAscendingOrder() {
    Dataset data = coco.open("train2014");
    assertEquals(List.of(PERSON_AND_BRUSH, SIGNS, EMPTY), DataFolder.ids(data));
    assertEquals(KnownClasses.COCO.list(), data.classes());
    // Categories 1, 90 and 10, 13, 67.
    assertEquals(Set.of(1, 80), data.samples().get(0).tags());
    assertEquals(Set.of(10, 12, 61), data.samples().get(1).tags());
    assertEquals(
        List.of("traffic light", "stop sign", "dining table"),
        data.tagNames(data.samples().get(1)));
    assertEquals(root.resolve("train2014/" + SIGNS + ".jpg"), data.samples().get(1).image());
    assertEquals(List.of("train2014"), Datasets.splits(root));
  }

  @Test
  void imagesWithoutLabelAreSkippedForTrainingAndKeptOtherwise() {
    Dataset data = coco.open("train2014");
    assertEquals(Set.of(), data.sample(EMPTY).orElseThrow().tags());
    assertEquals(List.of(PERSON_AND_BRUSH, SIGNS), DataFolder.ids(data.tagged()));
    assertEquals(3, data.masked().size());
    LabelMap nothing = data.sample(EMPTY).orElseThrow().mask().orElseThrow().read(12, 10, 81);
    assertEquals(LabelMap.filled(12, 10, 0), nothing);
  }

  @Test
  void masksArePaintedAsPycocotoolsPaintsThem() throws IOException {
    Dataset data = coco.open("train2014");
    assertEquals(goldenMask(57870), data.samples().get(0).mask().orElseThrow().read(32, 24, 81));
    assertEquals(goldenMask(9), data.samples().get(1).mask().orElseThrow().read());
  }

  @Test
  void crowdsAreIgnoredOrOfTheirClassAndObjectsLieOverThem() {
    LabelMap ignored = coco.open("train2014").samples().get(0).mask().orElseThrow().read();
    LabelMap counted =
        coco.open("train2014", DatasetOptions.DEFAULT.withCrowds(CrowdRule.CLASS))
            .samples()
            .get(0)
            .mask()
            .orElseThrow()
            .read();
    assertEquals(179, ignored.counts()[255]);
    for (int i = 0; i < ignored.array().length; i++) {
      int label = ignored.array()[i] & 0xff;
      assertEquals(label == 255 ? 1 : label, counted.array()[i] & 0xff);
    }
    assertEquals(80, ignored.label(12, 10), "the brush lies on the person");
  }

  @Test
  void tagsFromMasksAreThoseOfTheAnnotations() {
    Dataset byMask = coco.open("train2014", DatasetOptions.DEFAULT.withLabels(LabelSource.MASK));
    Dataset byAnnotation = coco.open("train2014");
    for (int i = 0; i < 3; i++) {
      assertEquals(byAnnotation.samples().get(i).tags(), byMask.samples().get(i).tags());
    }
  }

  @Test
  void aSplitMayBeCalledByItsBeginning() {
    assertEquals(3, coco.open("train").size());
    assertTrue(Datasets.hasSplit(root, "train", DatasetOptions.DEFAULT));
    assertFalse(Datasets.hasSplit(root, "val", DatasetOptions.DEFAULT));
    coco.resource("coco/instances_train2014.json", "annotations/instances_train2017.json");
    assertTrue(coco.fault("train").contains("may be several; there are train2014, train2017"));
    assertTrue(coco.fault("trian2014").contains("did you mean 'train2014'?"));
  }

  @Test
  void listsNameImagesByIdPathOrNumber() {
    coco.file("some.txt", SIGNS + "\ntrain2014/" + EMPTY + ".jpg\n57870\n");
    Dataset data = coco.open(root.resolve("some.txt").toString());
    assertEquals(List.of(SIGNS, EMPTY, PERSON_AND_BRUSH), DataFolder.ids(data));
    assertEquals(Set.of(1, 80), data.samples().get(2).tags());
    assertTrue(data.samples().get(2).mask().isPresent());
    coco.file("wrong.txt", SIGNS + "\n4711\n");
    String fault = coco.fault(root.resolve("wrong.txt").toString());
    assertTrue(fault.startsWith("the image is missing for 1 of 2"), fault);
    assertTrue(fault.contains("wrong.txt line 2"), fault);
  }

  @Test
  void listsWithNumbersBringTheirOwnTags() {
    coco.file("cls.txt", SIGNS + " 0 79\n");
    Dataset data = coco.open(root.resolve("cls.txt").toString());
    assertEquals(Set.of(1, 80), data.samples().get(0).tags());
  }

  @Test
  void imagesMayLieInImages() throws IOException {
    Files.createDirectories(root.resolve("images"));
    Files.move(root.resolve("train2014"), root.resolve("images/train2014"));
    assertEquals(
        root.resolve("images/train2014/" + SIGNS + ".jpg"),
        coco.open("train2014").samples().get(1).image());
  }

  @Test
  void missingImagesAreNamedWithTheirNumber() throws IOException {
    Files.delete(root.resolve("train2014/" + SIGNS + ".jpg"));
    assertTrue(coco.fault("train").contains("instances_train2014.json image id 9"));
    DatasetOptions keep = DatasetOptions.DEFAULT.withMissingImages(Missing.KEEP);
    assertEquals(3, coco.open("train", keep).size());
  }

  @Test
  void otherClassesMustHaveTheCategories() {
    coco.file("classes.txt", "background\nperson\ndining table | table\n");
    assertTrue(coco.fault("train").contains("category 2: class 'bicycle' is not in"));
  }

  @Test
  void masksMayComeFromAFolderInstead() {
    coco.mask("stuff/" + SIGNS + ".png", 0, 7);
    Dataset data = coco.open("train", DatasetOptions.DEFAULT.withMaskFolder("stuff"));
    assertEquals(1, data.masked().size());
    assertEquals(7, data.masked().samples().get(0).mask().orElseThrow().read(2, 1, 81).label(1, 0));
  }

  @Test
  void knownClassesAreThoseOfTheOfficialFile() {
    List<CocoCategory> categories =
        CocoAnnotations.read(root.resolve("annotations/instances_train2014.json")).categories();
    assertEquals(
        KnownClasses.COCO.list().tags(), categories.stream().map(CocoCategory::name).toList());
    assertEquals(13, categories.get(KnownClasses.COCO.list().require("stop sign", "") - 1).id());
    assertEquals(90, categories.get(KnownClasses.COCO.list().require("toothbrush", "") - 1).id());
  }

  @Test
  void aFileThatLeavesTheFolderIsRefused() throws IOException {
    Path file = root.resolve("annotations/instances_train2014.json");
    String content = Files.readString(file);
    Files.writeString(
        file,
        content.replace(SIGNS + ".jpg\", \"coco_url", "../../" + SIGNS + ".jpg\", \"coco_url"));
    assertTrue(coco.fault("train").contains("leaves the data set's folder"), coco.fault("train"));
  }

  @Test
  void theLayoutCanBeForced() {
    coco.images("JPEGImages/a.jpg");
    DatasetOptions forced = DatasetOptions.DEFAULT.withLayout(DatasetLayout.COCO);
    assertEquals(3, coco.open("train", forced).size());
    assertEquals(
        List.of("a"),
        DataFolder.ids(
            coco.open(
                "all",
                DatasetOptions.DEFAULT.withLabels(LabelSource.NONE).withClasses(ClassList.voc()))));
    DatasetOptions det = DatasetOptions.DEFAULT.withLayout(DatasetLayout.DET);
    assertTrue(coco.fault("train", det).contains("has no Data/DET"));
  }
}
