package org.tag2mask.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.DatasetOptions.Missing;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.image.LabelMap;

class DatasetsTest {

  @TempDir Path root;

  private void file(String path, String content) {
    try {
      Files.createDirectories(root.resolve(path).getParent());
      Files.writeString(root.resolve(path), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mask(String path, int... labels) throws IOException {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    Files.createDirectories(root.resolve(path).getParent());
    PalettePng.write(root.resolve(path), LabelMap.wrap(labels.length, 1, bytes));
  }

  private void vocWithTags(String csv) {
    file("classes.txt", "background\ndog\ncat\ndining table\n");
    file("labels.csv", csv);
    file("JPEGImages/a.jpg", "x");
    file("JPEGImages/b.png", "x");
    file("ImageSets/Segmentation/train.txt", "b\n\na\n");
  }

  private String fault(String split) {
    return assertThrows(DatasetException.class, () -> Datasets.open(root, split)).getMessage();
  }

  @Test
  void opensVocLayoutWithTagFileInListOrder() throws IOException {
    vocWithTags("image,labels\na,dog;cat\nb.png,cat\nunlisted,dog\n");
    mask("SegmentationClass/a.png", 0, 1);
    Dataset data = Datasets.open(root, "train");
    assertEquals(List.of("b", "a"), data.samples().stream().map(Sample::id).toList());
    assertEquals(Set.of(2), data.samples().get(0).tags());
    assertEquals(Set.of(1, 2), data.samples().get(1).tags());
    assertTrue(data.samples().get(0).mask().isEmpty());
    assertEquals(
        root.resolve("SegmentationClass/a.png"), data.samples().get(1).mask().orElseThrow().file());
    assertEquals(root.resolve("JPEGImages/b.png"), data.samples().get(0).image());
    assertEquals(List.of("dog", "cat"), data.tagNames(data.samples().get(1)));
    float[] target = data.target(data.samples().get(1));
    assertEquals(List.of(1f, 1f, 0f), List.of(target[0], target[1], target[2]));
    assertEquals(1, data.masked().size());
  }

  @Test
  void acceptsEverySeparatorAndNamesWithBlanks() {
    for (String tags :
        List.of(
            "dog;dining table",
            "dog|dining table",
            "\"dog,dining table\"",
            "dog,dining table",
            " dog ; dining table ")) {
      vocWithTags("image,labels\na," + tags + "\nb,dog cat\n");
      Dataset data = Datasets.open(root, "train");
      assertEquals(Set.of(1, 3), data.sample("a").orElseThrow().tags(), tags);
      assertEquals(Set.of(1, 2), data.sample("b").orElseThrow().tags(), tags);
    }
  }

  @Test
  void addsUpOneLineATag() {
    vocWithTags("image,label\na,dog\nb,cat\na,cat\n");
    assertEquals(Set.of(1, 2), Datasets.open(root, "train").sample("a").orElseThrow().tags());
  }

  @Test
  void acceptsColumnsOfZeroAndOne() {
    vocWithTags("image,cat,dog,dining table\na,1,0,1\nb,0,1,0\n");
    Dataset data = Datasets.open(root, "train");
    assertEquals(Set.of(2, 3), data.sample("a").orElseThrow().tags());
    assertEquals(Set.of(1), data.sample("b").orElseThrow().tags());
  }

  @Test
  void anImageMayHaveNoTag() {
    vocWithTags("image,labels\na,\nb,dog\n");
    Dataset data = Datasets.open(root, "train");
    assertEquals(Set.of(), data.sample("a").orElseThrow().tags());
    assertEquals(1, data.tagged().size());
  }

  @Test
  void namesFileLineAndNearestClassOfAnUnknownTag() {
    vocWithTags("image,labels\nb,cat\na,dgo;cat\n");
    assertEquals(
        root.resolve("labels.csv")
            + " line 3: class 'dgo' is not in the class list (did you mean 'dog'?)",
        fault("train"));
  }

  @Test
  void suggestsNothingForANameLikeNoClass() {
    vocWithTags("image,labels\na,helicopter\nb,cat\n");
    assertTrue(fault("train").endsWith("class 'helicopter' is not in the class list"));
  }

  @Test
  void refusesATagFileWithoutHeader() {
    vocWithTags("a,dog\nb,cat\n");
    assertTrue(fault("train").contains("expected a header"), fault("train"));
  }

  @Test
  void namesMissingImagesAndMissingTags() {
    vocWithTags("image,labels\na,dog\nb,cat\nc,dog\n");
    file("ImageSets/Segmentation/more.txt", "a\nc\n");
    String message = fault("more");
    assertTrue(message.startsWith("the image is missing for 1 of 2 listed images"), message);
    assertTrue(message.contains("more.txt line 2"), message);
    file("JPEGImages/d.jpg", "x");
    file("ImageSets/Segmentation/untagged.txt", "a\nd\n");
    message = fault("untagged");
    assertTrue(message.startsWith("no tags in " + root.resolve("labels.csv")), message);
    assertTrue(message.contains("untagged.txt line 2: 'd'"), message);
  }

  @Test
  void keepsMissingImagesForABatchToReport() {
    vocWithTags("image,labels\na,dog\nb,cat\nc,dog\n");
    file("ImageSets/Segmentation/more.txt", "a\nc\n");
    Dataset data =
        Datasets.open(root, "more", DatasetOptions.DEFAULT.withMissingImages(Missing.KEEP));
    assertEquals(2, data.size());
    ImageException e =
        assertThrows(ImageException.class, () -> ImageReader.read(data.samples().get(1).image()));
    assertEquals(ImageException.Kind.MISSING, e.kind());
  }

  @Test
  void refusesMissingAndEmptyDataSets() {
    String message =
        assertThrows(DatasetException.class, () -> Datasets.open(root.resolve("nowhere"), "train"))
            .getMessage();
    assertTrue(message.contains("does not exist"), message);
    assertTrue(fault("all").contains("no tags for"), fault("all"));
    file("classes.txt", "background\ndog\n");
    file("labels.csv", "image,labels\n");
    assertTrue(fault("all").startsWith("no images in"), fault("all"));
    vocWithTags("image,labels\na,dog\nb,cat\n");
    file("ImageSets/Segmentation/empty.txt", "\n");
    assertTrue(fault("empty").endsWith("is empty; expected an image id a line"));
  }

  @Test
  void suggestsASplit() {
    vocWithTags("image,labels\na,dog\nb,cat\n");
    String message = fault("trian");
    assertTrue(message.contains("there are train and all (did you mean 'train'?)"), message);
    assertEquals(List.of("train"), Datasets.splits(root));
  }

  @Test
  void opensAPlainFolder() throws IOException {
    file("classes.txt", "background\ndog\n");
    file("labels.csv", "image,labels\nsub/a.jpg,dog\nb.jpg,\n");
    file("b.jpg", "x");
    file("sub/a.jpg", "x");
    mask("masks/b.png", 0, 0);
    Dataset data = Datasets.open(root, "all");
    assertEquals(List.of("b", "sub/a"), data.samples().stream().map(Sample::id).toList());
    assertEquals(root.resolve("masks/b.png"), data.samples().get(0).mask().orElseThrow().file());
    file("labels.csv", "image,labels\nsub/a.jpg,dog\nb.jpg,\ngone.jpg,dog\n");
    assertTrue(fault("all").contains("the image is missing for 1 of 3"), fault("all"));
  }

  @Test
  void theMaskFolderOfAPlainFolderHoldsNoImages() throws IOException {
    file("classes.txt", "background\ndog\n");
    file("labels.csv", "image,labels\nx/a.jpg,dog\n");
    file("x/a.jpg", "x");
    mask("x/truth/x/a.png", 0, 1);
    Dataset data = Datasets.open(root, "all", DatasetOptions.DEFAULT.withMaskFolder("x/truth"));
    assertEquals(List.of("x/a"), data.samples().stream().map(Sample::id).toList());
    assertEquals(1, data.masked().size());
  }

  @Test
  void readsTheListOfPsaWithImageAndMask() throws IOException {
    vocWithTags("image,labels\na,dog\nb,cat\n");
    mask("SegmentationClassAug/a.png", 0, 1);
    mask("SegmentationClass/a.png", 0, 2);
    file("psa.txt", "/JPEGImages/a.jpg /SegmentationClassAug/a.png\n/JPEGImages/b.png\n");
    Dataset data = Datasets.open(root, root.resolve("psa.txt").toString());
    assertEquals("a", data.samples().get(0).id());
    assertEquals(
        root.resolve("SegmentationClassAug/a.png"),
        data.samples().get(0).mask().orElseThrow().file());
    assertEquals(root.resolve("JPEGImages/b.png"), data.samples().get(1).image());
  }

  @Test
  void masksOfAllTrainingImagesMayBeChosenInsteadOfTheOfficialOnes() throws IOException {
    vocWithTags("image,labels\na,dog\nb,cat\n");
    mask("SegmentationClass/a.png", 0, 1);
    mask("SegmentationClassAug/a.png", 0, 2);
    mask("SegmentationClassAug/b.png", 2, 255);
    Dataset official = Datasets.open(root, "train");
    assertEquals(1, official.sample("a").orElseThrow().mask().orElseThrow().read().label(1, 0));
    assertEquals(2, official.masked().size(), "those of SBD where there is no official one");
    Dataset augmented =
        Datasets.open(root, "train", DatasetOptions.DEFAULT.withMaskFolder("SegmentationClassAug"));
    assertEquals(2, augmented.sample("a").orElseThrow().mask().orElseThrow().read().label(1, 0));
    String message =
        assertThrows(
                DatasetException.class,
                () -> Datasets.open(root, "train", DatasetOptions.DEFAULT.withMaskFolder("gone")))
            .getMessage();
    assertTrue(message.endsWith("gone does not exist"), message);
  }

  @Test
  void readsTheListOfOaaWithClassNumbers() throws IOException {
    vocWithTags("image,labels\na,dog\nb,cat\n");
    Files.delete(root.resolve("labels.csv"));
    file("ImageSets/Segmentation/train_cls.txt", "a 0 2\nb 1\n");
    Dataset data = Datasets.open(root, "train_cls");
    assertEquals(Set.of(1, 3), data.sample("a").orElseThrow().tags());
    assertEquals(Set.of(2), data.sample("b").orElseThrow().tags());
    file("ImageSets/Segmentation/bad.txt", "a 3\n");
    assertTrue(fault("bad").contains("class number 3 (0-based)"), fault("bad"));
  }

  @Test
  void refusesAListThatLeavesTheDataSet() {
    vocWithTags("image,labels\na,dog\nb,cat\n");
    file("bad.txt", "/../../etc/x.jpg\n");
    String message = fault(root.resolve("bad.txt").toString());
    assertTrue(message.contains("leaves the data set's folder"), message);
  }

  @Test
  void readsVocAnnotationsWithAndWithoutDifficultObjects() throws IOException {
    file("JPEGImages/a.jpg", "x");
    file("JPEGImages/b.jpg", "x");
    file(
        "Annotations/a.xml",
        "<annotation><folder>VOC2012</folder><object><name>person</name><difficult>1</difficult>"
            + "<part><name>head</name></part></object><object><name>dog</name>"
            + "<difficult>0</difficult></object></annotation>");
    file(
        "Annotations/b.xml",
        "<annotation><object><name>cat</name><difficult>1</difficult></object></annotation>");
    Dataset all = Datasets.open(root, "all");
    assertEquals(Set.of(12, 15), all.sample("a").orElseThrow().tags());
    Dataset easy =
        Datasets.open(root, "all", DatasetOptions.DEFAULT.withLabels(LabelSource.XML_NODIFFICULT));
    assertEquals(Set.of(12), easy.sample("a").orElseThrow().tags());
    assertEquals(Set.of(8), easy.sample("b").orElseThrow().tags());
    file("Annotations/b.xml", "<annotation><object><name>kat</name></object></annotation>");
    assertTrue(fault("all").contains("did you mean 'cat'?"), fault("all"));
    file("Annotations/b.xml", "<annotation><object>");
    assertTrue(fault("all").contains("not well-formed XML"), fault("all"));
  }

  @Test
  void annotationsCannotReachOtherFiles() {
    file("JPEGImages/a.jpg", "x");
    file("secret.txt", "dog");
    file(
        "Annotations/a.xml",
        "<!DOCTYPE a [<!ENTITY e SYSTEM \""
            + root.resolve("secret.txt").toUri()
            + "\">]>"
            + "<annotation><object><name>&e;</name></object></annotation>");
    assertThrows(DatasetException.class, () -> Datasets.open(root, "all"));
  }

  @Test
  void takesTagsFromMasksOrNone() throws IOException {
    vocWithTags("image,labels\na,dog\nb,cat\n");
    mask("SegmentationClass/a.png", 0, 3, 255, 1);
    mask("SegmentationClass/b.png", 0, 0, 0, 0);
    Dataset byMask =
        Datasets.open(root, "train", DatasetOptions.DEFAULT.withLabels(LabelSource.MASK));
    assertEquals(Set.of(1, 3), byMask.sample("a").orElseThrow().tags());
    assertEquals(Set.of(), byMask.sample("b").orElseThrow().tags());
    mask("SegmentationClass/a.png", 0, 9, 0, 0);
    ImageException e =
        assertThrows(
            ImageException.class,
            () ->
                Datasets.open(root, "train", DatasetOptions.DEFAULT.withLabels(LabelSource.MASK)));
    assertEquals(ImageException.Kind.MASK_CLASS, e.kind());
    Dataset none = Datasets.open(root, "all", DatasetOptions.DEFAULT.withLabels(LabelSource.NONE));
    assertTrue(none.samples().stream().allMatch(sample -> sample.tags().isEmpty()));
  }

  @Test
  void refusesTwoImagesOfOneName() {
    vocWithTags("image,labels\na,dog\nb,cat\n");
    file("JPEGImages/a.png", "x");
    assertTrue(fault("train").startsWith("two images have the id 'a'"), fault("train"));
  }

  @Test
  void classFileMustBeginWithBackgroundAndNotRepeat() {
    vocWithTags("image,labels\na,dog\nb,cat\n");
    file("classes.txt", "dog\ncat\n");
    assertTrue(fault("train").contains("line 1: found 'dog', expected 'background'"));
    file("classes.txt", "background\ndog\ncat\ndog\n");
    assertTrue(fault("train").contains("line 4: 'dog' is there twice"), fault("train"));
    file("classes.txt", "\uFEFFbackground\r\ndog\r\ncat\r\n\r\n");
    assertEquals(3, Datasets.open(root, "train").classes().size());
  }

  @Test
  void tagsAreReadOnly() {
    vocWithTags("image,labels\na,dog\nb,cat\n");
    Set<Integer> tags = Datasets.open(root, "train").samples().get(0).tags();
    assertThrows(UnsupportedOperationException.class, () -> tags.add(1));
    assertFalse(tags.isEmpty());
  }
}
