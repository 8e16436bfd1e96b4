package org.tag2mask.data.synth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.DatasetException;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.image.LabelMap;

class SynthDatasetTest {

  private static final SynthSettings SMALL =
      SynthSettings.DEFAULT.withPictures(12, 4).withSize(96, 64);

  @TempDir Path folder;

  @Test
  void writesADataSetThatOpensAndWhoseTagsAreThoseOfItsMasks() throws IOException {
    AtomicInteger told = new AtomicInteger();
    Path root = folder.resolve("synth");
    SynthDataset.write(root, SMALL, told::addAndGet);
    assertEquals(16, told.get());
    assertEquals(12, Datasets.open(root, "train").size());
    Dataset val = Datasets.open(root, "val");
    assertEquals(4, val.size());
    assertEquals(SynthDataset.classes(SMALL), val.classes());
    for (Sample sample : Datasets.open(root, "train").samples()) {
      LabelMap mask = sample.mask().orElseThrow().read(96, 64, 6);
      assertEquals(96, ImageReader.read(sample.image()).width());
      assertEquals(PalettePng.presentClasses(mask, 6, sample.image()), sample.tags(), sample.id());
    }
  }

  /** The mean hue of a class's plain parts, in 0..6, from their red, green and blue. */
  private static double[] meanColours(double share) {
    SynthSettings settings = SMALL.withTypicalBodies(share);
    SynthPainter painter = new SynthPainter(settings);
    double[] sums = new double[3 * 6];
    int[] pixels = new int[6];
    for (int n = 0; n < 60; n++) {
      SynthPicture picture = painter.picture(n);
      for (int p = 0; p < 96 * 64; p++) {
        int label = picture.mask().label(p % 96, p / 96);
        for (int c = 0; c < 3; c++) {
          sums[3 * label + c] += picture.image().sample(p % 96, p / 96, c);
        }
        pixels[label]++;
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= pixels[i / 3];
    }
    return sums;
  }

  @Test
  void typicalBodiesHaveTheColourOfTheirClass() {
    double[] typical = meanColours(1);
    double[] any = meanColours(0);
    // The hues of classes 1 and 3 are red and a greenish blue: what is red in one is not in the
    // other.
    double apart = redness(typical, 1) - redness(typical, 3);
    assertTrue(apart > 2 * Math.abs(redness(any, 1) - redness(any, 3)), "apart by " + apart);
    assertThrows(IllegalArgumentException.class, () -> SMALL.withTypicalBodies(1.5));
  }

  private static double redness(double[] colours, int label) {
    return colours[3 * label] - colours[3 * label + 2];
  }

  @Test
  void sameSeedSameBytesOtherSeedOtherPictures() throws IOException {
    for (SynthSettings.Format format : SynthSettings.Format.values()) {
      SynthSettings settings = SMALL.withPictures(3, 1).withFormat(format);
      Path first = folder.resolve("first" + format);
      Path second = folder.resolve("second" + format);
      SynthDataset.write(first, settings, n -> {});
      SynthDataset.write(second, settings, n -> {});
      List<Path> files;
      try (Stream<Path> all = Files.walk(first)) {
        files = all.filter(Files::isRegularFile).map(first::relativize).sorted().toList();
      }
      assertEquals(12, files.size());
      for (Path file : files) {
        assertArrayEquals(
            Files.readAllBytes(first.resolve(file)),
            Files.readAllBytes(second.resolve(file)),
            file.toString());
      }
    }
    assertNotEquals(
        new SynthPainter(SMALL).picture(0).image(),
        new SynthPainter(SMALL.withSeed(2)).picture(0).image());
  }

  @Test
  void aPictureDoesNotDependOnThoseBefore() {
    SynthPainter painter = new SynthPainter(SMALL);
    painter.picture(0);
    assertEquals(painter.picture(5).image(), new SynthPainter(SMALL).picture(5).image());
  }

  @Test
  void objectsAreMostlyPlainAndPicturesMostlyBackground() {
    SynthPainter painter = new SynthPainter(SynthSettings.DEFAULT);
    double telling = 0;
    long foreground = 0;
    long all = 0;
    int several = 0;
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      SynthPicture picture = painter.picture(i);
      telling += picture.tellingPixels() / 40;
      all += 128 * 96;
      foreground += 128 * 96 - picture.mask().counts()[0];
      several += picture.tags().size() > 1 ? 1 : 0;
      seen.addAll(picture.tags());
      assertTrue(!picture.tags().isEmpty());
    }
    assertEquals(0.2, telling, 0.08);
    assertEquals(0.22, (double) foreground / all, 0.08);
    assertTrue(several > 12, several + " of 40 pictures have several classes");
    assertEquals(Set.of(1, 2, 3, 4, 5), seen);
  }

  @Test
  void twentyClassesHaveTwentyNamesAndLooks() {
    List<SynthClass> classes = SynthClass.catalogue(20);
    assertEquals(20, classes.stream().map(SynthClass::name).distinct().count());
    assertEquals(
        20, classes.stream().map(c -> List.of(c.colour(), c.pattern())).distinct().count());
    assertEquals("red-rings", SynthDataset.classes(SMALL).name(1));
    assertThrows(IllegalArgumentException.class, () -> SMALL.withClasses(21));
  }

  @Test
  void doesNotWriteOverAnything() throws IOException {
    Files.writeString(folder.resolve("precious.txt"), "x");
    DatasetException e =
        assertThrows(DatasetException.class, () -> SynthDataset.write(folder, SMALL, n -> {}));
    assertTrue(e.getMessage().contains("is not empty"), e.getMessage());
  }
}
