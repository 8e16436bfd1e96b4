package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.data.png.RgbPng;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.json.Json;

/** A picture of two plain halves, and labels with a few wrong pixels in each. */
class CrfCommandTest {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 16;

  @TempDir Path temp;
  private Path image;
  private Path labels;
  private Path out;
  private final byte[] truth = new byte[WIDTH * HEIGHT];
  private final byte[] noisy = new byte[WIDTH * HEIGHT];

  @BeforeEach
  void draw() throws IOException {
    byte[] rgb = new byte[3 * truth.length];
    for (int i = 0; i < truth.length; i++) {
      boolean left = i % WIDTH < WIDTH / 2;
      truth[i] = (byte) (left ? 0 : 7);
      noisy[i] = i % 37 == 5 ? (byte) (7 - truth[i]) : truth[i];
      rgb[3 * i + (left ? 0 : 2)] = (byte) 200;
    }
    image = temp.resolve("halves.png");
    labels = temp.resolve("labels.png");
    out = temp.resolve("out.png");
    RgbPng.write(image, RgbImage.of(WIDTH, HEIGHT, rgb));
    PalettePng.write(labels, LabelMap.of(WIDTH, HEIGHT, noisy));
  }

  @Test
  void wrongPixelsTakeTheLabelOfTheirColour() {
    for (String engine : List.of("crf", "pamr")) {
      Said said = crf("--labels", labels.toString(), "--engine", engine);
      assertEquals(0, said.code(), said.err());
      assertEquals(LabelMap.of(WIDTH, HEIGHT, truth), PalettePng.read(out), engine);
    }
  }

  @Test
  void threadsAndTraceDoNotChangeTheResult() throws IOException {
    crf("--labels", labels.toString(), "--threads", "1");
    byte[] one = Files.readAllBytes(out);
    Said said = crf("--labels", labels.toString(), "--threads", "3", "--trace", "--json");
    assertEquals(0, said.code(), said.err());
    assertEquals(ByteBuffer.wrap(one), ByteBuffer.wrap(Files.readAllBytes(out)));
    Map<?, ?> line = (Map<?, ?>) Json.parse(said.out().strip(), "output");
    // The first figure belongs to softmax(-U), before any of the ten updates.
    assertEquals(11, ((List<?>) line.get("kl_divergence")).size());
  }

  @Test
  void readsProbabilitiesAsNumPyWritesThem() throws IOException {
    Path npy = temp.resolve("p.npy");
    Files.write(npy, numpy(new int[] {8, HEIGHT, WIDTH}));
    Said said = crf("--probabilities", npy.toString());
    assertEquals(0, said.code(), said.err());
    assertEquals(LabelMap.of(WIDTH, HEIGHT, truth), PalettePng.read(out));

    byte[] cut = numpy(new int[] {8, HEIGHT, WIDTH});
    Files.write(npy, Arrays.copyOf(cut, cut.length - 8));
    said = crf("--probabilities", npy.toString());
    assertEquals(4, said.code());
    assertTrue(said.err().contains("it is cut or damaged"), said.err());
    Files.writeString(npy, "no array");
    said = crf("--probabilities", npy.toString());
    assertTrue(said.err().contains("is no NumPy file"), said.err());
  }

  @Test
  void aSweepPutsTheSettingsThatFitTheTruthFirst() throws IOException {
    Path data = temp.resolve("data");
    for (String folder : List.of("JPEGImages", "SegmentationClass", "ImageSets/Segmentation")) {
      Files.createDirectories(data.resolve(folder));
    }
    Files.copy(image, data.resolve("JPEGImages/halves.png"));
    PalettePng.write(
        data.resolve("SegmentationClass/halves.png"), LabelMap.of(WIDTH, HEIGHT, truth));
    Files.writeString(data.resolve("ImageSets/Segmentation/val.txt"), "halves\n");
    Files.writeString(data.resolve("classes.txt"), "background\na\nb\nc\nd\ne\nf\ng\n");
    Files.writeString(data.resolve("labels.csv"), "image,labels\nhalves,g\n");
    Path seeds = temp.resolve("seeds");
    Files.createDirectories(seeds);
    Files.copy(labels, seeds.resolve("halves.png"));
    Path table = temp.resolve("sweep.json");

    Said said =
        Said.by(
            "crf",
            "--sweep",
            "--data",
            data.toString(),
            "--masks",
            seeds.toString(),
            "--iterations",
            "0,10",
            "--out",
            table.toString());
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("oracle"), said.out());
    List<?> rows = (List<?>) ((Map<?, ?>) Json.parse(Files.readString(table), "table")).get("rows");
    assertEquals(2, rows.size());
    assertEquals(10.0, number(rows.get(0), "iterations"));
    // Background and class g are right everywhere, six of eight classes do not occur and count 0.
    assertEquals(2.0 / 8, number(rows.get(0), "miou"), 1e-9);
    assertTrue(number(rows.get(1), "miou") < 2.0 / 8);
  }

  @Test
  void saysWhatIsWrongWithTheCommandLine() {
    assertUsage("lists of numbers are for --sweep", "--labels", "x", "--iterations", "1,2");
    assertUsage("one of --labels, --probabilities, --logits", "--engine", "crf");
    assertUsage("did you mean 'deeplab'", "--labels", "x", "--crf", "deeplap");
    assertUsage("expected crf or pamr", "--labels", "x", "--engine", "magic");
    assertUsage("expected a number in (0,1)", "--labels", "x", "--certainty", "1");
    assertUsage("is -3", "--labels", "x", "--sxy", "-3");
    assertFalse(Files.exists(out));
  }

  @Test
  void refusesLabelsOfAnotherSize() throws IOException {
    PalettePng.write(labels, LabelMap.of(2, 2, new byte[4]));
    Said said = crf("--labels", labels.toString());
    assertEquals(4, said.code());
    assertTrue(said.err().contains("is 2x2 but the picture is 24x16"), said.err());
  }

  private static double number(Object row, String key) {
    return ((Number) ((Map<?, ?>) row).get(key)).doubleValue();
  }

  private void assertUsage(String part, String... arguments) {
    Said said = crf(arguments);
    assertEquals(2, said.code());
    assertTrue(said.err().contains(part), said.err());
  }

  private Said crf(String... arguments) {
    List<String> all = new ArrayList<>(List.of("crf", "--image", image.toString()));
    all.addAll(List.of("--out", out.toString()));
    all.addAll(List.of(arguments));
    return Said.by(all.toArray(String[]::new));
  }

  /** The noisy labels as probabilities 0.8 and 0.2 of classes 0 and 7, in format 1.0 by hand. */
  private byte[] numpy(int[] shape) {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': ("
            + shape[0]
            + ", "
            + shape[1]
            + ", "
            + shape[2]
            + "), }\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + 4 * shape[0] * noisy.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) 1).put((byte) 0).putShort((short) header.length());
    bytes.put(header.getBytes(StandardCharsets.US_ASCII));
    for (int c = 0; c < shape[0]; c++) {
      for (byte label : noisy) {
        bytes.putFloat(c == label ? 0.8f : c == 7 - label ? 0.2f : 0);
      }
    }
    return bytes.array();
  }
}
