package org.tag2mask.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetLayoutTest {

  private static final String GOLDFISH = "ILSVRC2013_train/n01443537/n01443537_10007";
  private static final String DOG_AND_MAN = "ILSVRC2014_train_0006/ILSVRC2014_train_00060036";
  private static final String EXTRA = "ILSVRC2013_train_extra0/ILSVRC2013_train_00000001";
  private static final String VAL = "ILSVRC2012_val_00000001";

  @TempDir Path root;
  private DataFolder det;

  /** As the annotations of ILSVRC are: VOC's form with WordNet ids, without 'difficult'. */
  private static String xml(String... names) {
    StringBuilder xml =
        new StringBuilder(
            "<annotation>\n\t<folder>n01443537</folder>\n\t<filename>n01443537_10007</filename>\n"
                + "\t<source>\n\t\t<database>ILSVRC_2013</database>\n\t</source>\n\t<size>\n"
                + "\t\t<width>500</width>\n\t\t<height>375</height>\n\t\t<depth>3</depth>\n"
                + "\t</size>\n\t<segmented>0</segmented>\n");
    for (String name : names) {
      xml.append("\t<object>\n\t\t<name>")
          .append(name)
          .append("</name>\n\t\t<bndbox>\n\t\t\t<xmin>1</xmin>\n\t\t\t<xmax>5</xmax>\n")
          .append("\t\t\t<ymin>1</ymin>\n\t\t\t<ymax>5</ymax>\n\t\t</bndbox>\n\t</object>\n");
    }
    return xml.append("</annotation>\n").toString();
  }

  @BeforeEach
  void officialFolders() {
    det =
        new DataFolder(root)
            .images(
                "ILSVRC/Data/DET/train/" + GOLDFISH + ".JPEG",
                "ILSVRC/Data/DET/train/" + DOG_AND_MAN + ".JPEG",
                "ILSVRC/Data/DET/train/" + EXTRA + ".JPEG",
                "ILSVRC/Data/DET/val/" + VAL + ".JPEG")
            .file("ILSVRC/Annotations/DET/train/" + GOLDFISH + ".xml", xml("n01443537"))
            .file(
                "ILSVRC/Annotations/DET/train/" + DOG_AND_MAN + ".xml",
                xml("n02084071", "n00007846", "n02084071"))
            .file("ILSVRC/Annotations/DET/val/" + VAL + ".xml", xml())
            .file("ILSVRC/ImageSets/DET/val.txt", VAL + " 1\n")
            .file("ILSVRC/ImageSets/DET/train.txt", DOG_AND_MAN + " 1\n" + GOLDFISH + " 2\n");
  }

  @Test
  void isFoundByItselfAndTagsAreTheObjectNames() {
    Dataset data = det.open("train");
    assertEquals(List.of(DOG_AND_MAN, GOLDFISH), DataFolder.ids(data));
    assertEquals(List.of("dog", "person"), data.tagNames(data.samples().get(0)));
    assertEquals(List.of("goldfish"), data.tagNames(data.samples().get(1)));
    assertEquals(201, data.classes().size());
    assertEquals(
        root.resolve("ILSVRC/Data/DET/train/" + GOLDFISH + ".JPEG"), data.samples().get(1).image());
    Dataset val = det.open("val");
    assertEquals(Set.of(), val.samples().get(0).tags());
    assertEquals(List.of("train", "val"), Datasets.splits(root));
  }

  @Test
  void theNumberInOfficialListsIsNoClass() {
    det.file("ILSVRC/ImageSets/DET/val.txt", VAL + " 12\n");
    assertEquals(Set.of(), det.open("val").samples().get(0).tags());
  }

  @Test
  void classListsTellTagsOfImagesWithoutBoxes() {
    det.file("ILSVRC/ImageSets/DET/train.txt", GOLDFISH + " 1\n" + EXTRA + " 2\n");
    String fault = det.fault("train");
    assertTrue(fault.startsWith("no tags in"), fault);
    assertTrue(fault.contains("train.txt line 2: '" + EXTRA + "'"), fault);
    for (int id = 1; id <= 200; id++) {
      String lines =
          switch (id) {
            case 3 -> EXTRA + " 0\n" + GOLDFISH + " -1\n";
            case 75 -> GOLDFISH + " 1\n\n" + EXTRA + " -1\n";
            case 124 -> GOLDFISH + " 0\n";
            default -> "";
          };
      det.file("ILSVRC/ImageSets/DET/train_" + id + ".txt", lines);
    }
    DatasetOptions lists = DatasetOptions.DEFAULT.withLabels(LabelSource.LIST);
    Dataset data = det.open("train", lists);
    assertEquals(List.of("goldfish", "person"), data.tagNames(data.samples().get(0)));
    assertEquals(List.of("ant"), data.tagNames(data.samples().get(1)));
    assertEquals(List.of("train", "val"), Datasets.splits(root));
    det.file("ILSVRC/ImageSets/DET/train_9.txt", EXTRA + " 2\n");
    fault = det.fault("train", lists);
    assertTrue(fault.contains("train_9.txt line 1: found '" + EXTRA + " 2'"), fault);
  }

  @Test
  void listsOfOthersHaveClassesBehindTheId() {
    det.file("mine/train_some.txt", GOLDFISH + " 74\n");
    Dataset data = det.open(root.resolve("mine/train_some.txt").toString());
    assertEquals(List.of("goldfish"), data.tagNames(data.samples().get(0)));
  }

  @Test
  void jsonListsHavePathsWithoutExtensionAndClassIds() {
    det.file(
        "train.json",
        "[[\"ILSVRC/Data/DET/train/"
            + GOLDFISH
            + "\", [75, 124]],\n [\"ILSVRC/Data/DET/val/"
            + VAL
            + "\", []]]");
    DatasetOptions folder =
        DatasetOptions.DEFAULT
            .withLayout(DatasetLayout.FOLDER)
            .withClasses(KnownClasses.LID.list());
    Dataset data = det.open("train", folder);
    assertEquals(List.of("goldfish", "person"), data.tagNames(data.samples().get(0)));
    assertEquals(Set.of(), data.samples().get(1).tags());
    det.file("train.json", "[[\"ILSVRC/Data/DET/train/" + GOLDFISH + "\", [0]]]");
    String fault = det.fault("train", folder);
    assertTrue(fault.contains("train.json line 1 column 2: class number 0"), fault);
    det.file("train.json", "[\n[\"a\", 3]]");
    fault = det.fault("train", folder);
    assertTrue(fault.contains("train.json line 2 column 7: expected a list like"), fault);
    det.file("train.json", "[[\"a\", [3]]");
    assertTrue(det.fault("train", folder).contains("not valid JSON"));
  }

  @Test
  void masksMayLieInOneHeap() {
    det.mask("masks/" + VAL + ".png", 0, 200).mask("masks/n01443537_10007.png", 75, 255);
    assertEquals(
        200, det.open("val").samples().get(0).mask().orElseThrow().read(2, 1, 201).label(1, 0));
    assertTrue(det.open("train").sample(GOLDFISH).orElseThrow().mask().isPresent());
    // A second image of this name: nobody knows whose mask it is.
    det.images("ILSVRC/Data/DET/train/other/n01443537_10007.JPEG");
    assertTrue(det.open("train").sample(GOLDFISH).orElseThrow().mask().isEmpty());
  }

  @Test
  void unknownWordNetIdsAreNamedWithFileAndLine() {
    det.file("ILSVRC/Annotations/DET/val/" + VAL + ".xml", xml("n99999999"));
    String fault = det.fault("val");
    assertTrue(fault.contains(VAL + ".xml line 14: class 'n99999999' is not in"), fault);
  }

  @Test
  void aSplitOfNoKnownPartHasThePartInItsIds() {
    det.file("mix.txt", "train/" + GOLDFISH + "\nval/" + VAL + "\n");
    Dataset data = det.open(root.resolve("mix.txt").toString());
    assertEquals(List.of("goldfish"), data.tagNames(data.samples().get(0)));
    assertEquals(
        root.resolve("ILSVRC/Data/DET/val/" + VAL + ".JPEG"), data.samples().get(1).image());
  }
}
