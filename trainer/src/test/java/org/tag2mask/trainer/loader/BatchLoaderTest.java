package org.tag2mask.trainer.loader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.augment.Box;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.data.png.RgbPng;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.ImageInput.ChannelOrder;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.loader.BatchLoader.OnBroken;
import org.tag2mask.trainer.loader.BatchLoader.Reading;
import org.tag2mask.trainer.loader.BatchLoader.Work;

class BatchLoaderTest {
  private static final CropSettings CROP = new CropSettings(24, 32, 0.5, 1.5, 0, 0, 0.5, 0.3);
  private static final CropSettings PLAIN = new CropSettings(20, 30, 1, 1, 0, 0, 0, 0);

  @TempDir Path folder;
  private Dataset dataset;

  @BeforeEach
  void writePictures() throws IOException {
    Random random = new Random(4);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      byte[] rgb = new byte[3 * 30 * 20];
      random.nextBytes(rgb);
      Path file = folder.resolve("p" + i + ".png");
      RgbPng.write(file, RgbImage.wrap(30, 20, rgb));
      samples.add(new Sample("p" + i, file, Optional.empty(), Set.of(1 + i % 2)));
    }
    dataset = new Dataset(folder, "train", ClassList.ofTags(List.of("odd", "even")), samples);
  }

  @Test
  void batchesDoNotDependOnWorkersOrOnHowFarTheyAreLoadedAhead() {
    List<float[]> one = contents(CROP, 9, 0, new Work(1, 1, OnBroken.STOP));
    List<float[]> three = contents(CROP, 9, 0, new Work(3, 4, OnBroken.STOP));
    for (int i = 0; i < one.size(); i++) {
      assertArrayEquals(one.get(i), three.get(i), "batch " + i);
    }
  }

  @Test
  void anImageIsChangedAnewInEveryEpochAndByTheSeed() {
    dataset = dataset.limit(1);
    List<float[]> epochs = contents(CROP, 3, 0, new Work(1, 1, OnBroken.STOP));
    assertFalse(Arrays.equals(epochs.get(0), epochs.get(1)));
    assertFalse(Arrays.equals(epochs.get(1), epochs.get(2)));
    assertNotEquals(Seeds.picture(1, 0, 0).nextLong(), Seeds.picture(2, 0, 0).nextLong());
    assertNotEquals(Seeds.picture(1, 0, 0).nextLong(), Seeds.picture(1, 0, 1).nextLong());
    assertNotEquals(Seeds.step(1, 0), Seeds.step(1, 1));
  }

  @Test
  void aLoaderStartedLaterGivesTheRestOfTheSameBatches() {
    List<float[]> all = contents(CROP, 9, 0, new Work(2, 2, OnBroken.STOP));
    List<float[]> rest = contents(CROP, 9, 4, new Work(2, 2, OnBroken.STOP));
    for (int i = 0; i < rest.size(); i++) {
      assertArrayEquals(all.get(4 + i), rest.get(i), "batch " + (4 + i));
    }
  }

  @Test
  void everyImageIsSeenOnceAnEpochAndTheOrderChanges() {
    BatchPlan plan = new ShuffledPlan(12, 4, 9);
    assertEquals(3, plan.stepsPerEpoch());
    Set<Integer> seen = new TreeSet<>();
    for (int step = 3; step < 6; step++) {
      Arrays.stream(plan.images(step)).forEach(seen::add);
    }
    assertEquals(12, seen.size());
    assertFalse(Arrays.equals(plan.images(0), plan.images(3)));
    assertArrayEquals(plan.images(0), new ShuffledPlan(12, 4, 9).images(0));
    assertFalse(Arrays.equals(plan.images(0), new ShuffledPlan(12, 4, 10).images(0)));
  }

  @Test
  void fewerImagesThanABatchAreOneBatch() {
    BatchPlan plan = new ShuffledPlan(3, 16, 0);
    assertEquals(3, plan.batch());
    assertEquals(1, plan.stepsPerEpoch());
    assertEquals(3, plan.images(5).length);
  }

  @Test
  void pixelsAreNormalisedInTheNetworksOrderAndTagsFollow() {
    ImageInput bgr =
        new ImageInput(ChannelOrder.BGR, new float[] {10, 20, 30}, new float[] {1, 2, 4});
    BatchPlan plan = new ShuffledPlan(11, 2, 5);
    int[] images = plan.images(0);
    Work work = new Work(2, 2, OnBroken.STOP);
    try (BatchLoader loader =
            new BatchLoader(new Reading(dataset, PLAIN, bgr, Labels.NONE, 5), plan, 0, 1, work);
        Batch batch = loader.next()) {
      for (int i = 0; i < 2; i++) {
        Sample sample = dataset.samples().get(images[i]);
        RgbImage image = org.tag2mask.data.image.ImageReader.read(sample.image());
        int at = ((i * 20 + 7) * 30 + 11) * 3;
        var floats = batch.pixels().asFloatBuffer();
        assertEquals((image.sample(11, 7, 2) - 10) / 1f, floats.get(at));
        assertEquals((image.sample(11, 7, 1) - 20) / 2f, floats.get(at + 1));
        assertEquals((image.sample(11, 7, 0) - 30) / 4f, floats.get(at + 2));
        int tag = sample.tags().iterator().next();
        assertEquals(1, batch.tagRows()[2 * i + tag - 1]);
        assertEquals(0, batch.tagRows()[2 * i + 2 - tag]);
      }
    }
  }

  @Test
  void paddingIsExactlyZeroAfterNormalisation() {
    PixelTable table = new PixelTable(ImageInput.imageNet());
    byte[] white = new byte[3 * 4 * 3];
    Arrays.fill(white, (byte) 255);
    var to = java.nio.FloatBuffer.allocate(5 * 6 * 3);
    table.write(RgbImage.wrap(4, 3, white), new Box(1, 0, 2, 2), 5, 6, to);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 6; x++) {
        boolean inside = x >= 1 && x < 3 && y < 2;
        for (int c = 0; c < 3; c++) {
          float value = to.get((y * 6 + x) * 3 + c);
          assertTrue(inside ? value > 2 : value == 0, x + "," + y + ": " + value);
        }
      }
    }
  }

  @Test
  void aBrokenImageStopsTheTrainingByName() throws IOException {
    Files.write(folder.resolve("p3.png"), new byte[] {1, 2, 3});
    TrainingException e =
        assertThrows(
            TrainingException.class, () -> contents(CROP, 3, 0, new Work(2, 2, OnBroken.STOP)));
    assertTrue(e.getMessage().contains("p3.png"), e.getMessage());
    assertTrue(e.getMessage().contains("skip_broken"), e.getMessage());
  }

  @Test
  void aSkippedImageLeavesTheOthersAsTheyAre() throws IOException {
    BatchPlan plan = new ShuffledPlan(11, 4, 2);
    Work work = new Work(2, 2, OnBroken.SKIP);
    ImageInput input = ImageInput.signedUnit();
    float[] whole;
    try (BatchLoader loader =
            new BatchLoader(new Reading(dataset, CROP, input, Labels.NONE, 2), plan, 0, 1, work);
        Batch batch = loader.next()) {
      whole = floats(batch);
    }
    int broken = plan.images(0)[1];
    Files.delete(folder.resolve("p" + broken + ".png"));
    try (BatchLoader loader =
            new BatchLoader(new Reading(dataset, CROP, input, Labels.NONE, 2), plan, 0, 1, work);
        Batch batch = loader.next()) {
      int one = 24 * 32 * 3;
      assertEquals(3, batch.size());
      assertEquals(Set.of("p" + broken), batch.skipped().keySet());
      float[] rest = floats(batch);
      assertArrayEquals(Arrays.copyOf(whole, one), Arrays.copyOf(rest, one));
      assertArrayEquals(
          Arrays.copyOfRange(whole, 2 * one, 4 * one), Arrays.copyOfRange(rest, one, 3 * one));
      assertEquals(6, batch.tagRows().length);
    }
  }

  @Test
  void aSingleImageThatIsLeftIsThereTwice() throws IOException {
    BatchPlan plan = new ShuffledPlan(11, 2, 2);
    Files.delete(folder.resolve("p" + plan.images(0)[0] + ".png"));
    ImageInput input = ImageInput.signedUnit();
    try (BatchLoader loader =
            new BatchLoader(
                new Reading(dataset, CROP, input, Labels.NONE, 2),
                plan,
                0,
                1,
                new Work(2, 2, OnBroken.SKIP));
        Batch batch = loader.next()) {
      assertEquals(2, batch.size());
      float[] both = floats(batch);
      assertArrayEquals(
          Arrays.copyOf(both, both.length / 2),
          Arrays.copyOfRange(both, both.length / 2, both.length));
    }
  }

  private List<float[]> contents(CropSettings crop, int steps, int from, Work work) {
    BatchPlan plan = new ShuffledPlan(dataset.size(), 4, 5);
    List<float[]> all = new ArrayList<>();
    try (BatchLoader loader =
        new BatchLoader(
            new Reading(dataset, crop, ImageInput.imageNet(), Labels.NONE, 5),
            plan,
            from,
            steps,
            work)) {
      for (int i = from; i < steps; i++) {
        try (Batch batch = loader.next()) {
          all.add(floats(batch));
        }
      }
    }
    return all;
  }

  private static float[] floats(Batch batch) {
    float[] floats = new float[batch.pixels().capacity() / Float.BYTES];
    batch.pixels().asFloatBuffer().get(floats);
    return floats;
  }

  /** Pixels are 0 where the mask says background and 200 where it says class 1. */
  @Test
  void masksMoveWithTheirPicturesAndAreUnknownOutsideThem() throws IOException {
    List<Sample> masked = new ArrayList<>();
    Random random = new Random(8);
    for (Sample sample : dataset.samples()) {
      byte[] labels = new byte[30 * 20];
      byte[] rgb = new byte[3 * labels.length];
      for (int y = 4 * random.nextInt(4); y < 20; y++) {
        for (int x = 6 * random.nextInt(3); x < 24; x++) {
          labels[y * 30 + x] = 1;
          Arrays.fill(rgb, 3 * (y * 30 + x), 3 * (y * 30 + x) + 3, (byte) 200);
        }
      }
      RgbPng.write(sample.image(), RgbImage.wrap(30, 20, rgb));
      Path mask = folder.resolve("mask-" + sample.id() + ".png");
      PalettePng.write(mask, LabelMap.wrap(30, 20, labels));
      masked.add(
          new Sample(sample.id(), sample.image(), Optional.of(TrueMask.png(mask)), sample.tags()));
    }
    dataset = new Dataset(folder, "train", dataset.classes(), masked);
    CropSettings crop = new CropSettings(24, 32, 1, 1, 0, 0, 0.5, 0);
    ImageInput bytes =
        new ImageInput(ChannelOrder.RGB, new float[] {-1, -1, -1}, new float[] {1, 1, 1});
    Reading reading = new Reading(dataset, crop, bytes, Labels.MASKS, 5);
    BatchPlan plan = new ShuffledPlan(dataset.size(), 11, 5);
    Work work = new Work(2, 2, OnBroken.STOP);
    long[] seen = new long[256];
    try (BatchLoader loader = new BatchLoader(reading, plan, 0, 1, work);
        Batch batch = loader.next()) {
      var floats = batch.pixels().asFloatBuffer();
      for (int i = 0; i < 11; i++) {
        byte[] labels = batch.labels(i).array();
        for (int p = 0; p < labels.length; p++) {
          int label = labels[p] & 0xff;
          seen[label]++;
          // Zero is what padding is after normalising; a black pixel is 1 here.
          float expected = label == LabelMap.IGNORE ? 0 : label == 1 ? 201 : 1;
          assertEquals(expected, floats.get(3 * (i * labels.length + p)), "image " + i + ", " + p);
        }
      }
    }
    assertEquals(11 * (24 * 32 - 20 * 30), seen[LabelMap.IGNORE]);
    assertTrue(seen[0] > 0 && seen[1] > 0);
  }
}
