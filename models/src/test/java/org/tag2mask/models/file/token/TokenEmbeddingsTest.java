package org.tag2mask.models.file.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.GivenArrays;
import org.tag2mask.models.file.LoadReport;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.file.WeightLoader.Loaded;
import org.tag2mask.models.file.WeightLoader.OnMismatch;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Kind;
import org.tag2mask.models.params.Parameter.Origin;
import org.tag2mask.models.params.Tensor;

class TokenEmbeddingsTest {
  private static final int D = 2;

  /** Values that tell their row: {@code 10·row + column}. */
  private static Tensor rows(int count, int first) {
    float[] values = new float[count * D];
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 * (first + i / D) + i % D;
    }
    return new Tensor(new int[] {1, count, D}, values);
  }

  private final Tensor other = new Tensor(new int[] {1}, new float[1]);

  private static Parameter parameter(String name, int... shape) {
    return new Parameter(name, shape, Kind.BIAS, Origin.BACKBONE, new Initializer.Normal(0.02f));
  }

  /** Loads into the given parameters and one more that always matches. */
  private Loaded load(Map<String, Tensor> file, Parameter... wanted) {
    Map<String, Tensor> arrays = new LinkedHashMap<>(file);
    arrays.put("norm", other);
    List<Parameter> declared = new ArrayList<>(Arrays.asList(wanted));
    declared.add(parameter("norm", 1));
    return WeightLoader.load(declared, new GivenArrays(arrays), 1, OnMismatch.REFUSE);
  }

  @Test
  void oneClassTokenServesManyAndTheGridOfTheSameSizeIsCopied() {
    Loaded loaded =
        load(
            Map.of("cls_token", rows(1, 7), "pos_embed", rows(1 + 4, 0)),
            parameter("cls_token", 1, 3, D),
            parameter("pos_embed", 1, 3 + 4, D));
    assertArrayEquals(
        new float[] {70, 71, 70, 71, 70, 71}, loaded.parameters().get("cls_token").values());
    assertArrayEquals(
        new float[] {0, 1, 0, 1, 0, 1, 10, 11, 20, 21, 30, 31, 40, 41},
        loaded.parameters().get("pos_embed").values());
    LoadReport report = loaded.report();
    assertEquals(List.of(), report.leftOver());
    assertTrue(report.complete());
    assertEquals(
        "cls_token[1, 3, 2] from cls_token[1, 1, 2] (class row repeated 3 times)",
        report.interpolated().get(0).toString());
    assertEquals(
        "pos_embed[1, 7, 2] from pos_embed[1, 5, 2] (class row repeated 3 times, grid copied)",
        report.interpolated().get(1).toString());
    assertTrue(report.text().contains("  interpolated: cls_token[1, 3, 2] from"), report.text());
  }

  @Test
  void theDistillationRowIsCopiedOrDropped() {
    Map<String, Tensor> distilled =
        Map.of("cls_token", rows(1, 7), "dist_token", rows(1, 8), "pos_embed", rows(2 + 4, 0));
    float[] dropped =
        load(distilled, parameter("cls_token", 1, 1, D), parameter("pos_embed", 1, 1 + 4, D))
            .parameters()
            .get("pos_embed")
            .values();
    assertArrayEquals(new float[] {0, 1, 20, 21, 30, 31, 40, 41, 50, 51}, dropped);
    float[] copied =
        load(
                distilled,
                parameter("cls_token", 1, 2, D),
                parameter("dist_token", 1, 1, D),
                parameter("pos_embed", 1, 3 + 4, D))
            .parameters()
            .get("pos_embed")
            .values();
    assertArrayEquals(new float[] {0, 1, 0, 1, 10, 11, 20, 21, 30, 31, 40, 41, 50, 51}, copied);
  }

  @Test
  void separateEmbeddingsAreTakenOutOfTheJointOne() {
    Loaded loaded =
        load(
            Map.of("cls_token", rows(1, 7), "pos_embed", rows(1 + 4, 0)),
            parameter("pos_embed_cls", 1, 2, D),
            parameter("seg.grid_posembed", 1, 4, D));
    assertArrayEquals(new float[] {0, 1, 0, 1}, loaded.parameters().get("pos_embed_cls").values());
    assertArrayEquals(
        new float[] {10, 11, 20, 21, 30, 31, 40, 41},
        loaded.parameters().get("seg.grid_posembed").values());
    assertEquals(List.of("cls_token"), loaded.report().leftOver());
  }

  @Test
  void separateEmbeddingsOfAnotherSizeAreRepeatedAndInterpolatedToo() {
    float[] same = new float[9 * D];
    Arrays.fill(same, 3);
    Loaded loaded =
        load(
            Map.of(
                "cls_posembed", rows(1, 5), "pos_embed_pat", new Tensor(new int[] {1, 9, D}, same)),
            parameter("cls_posembed", 1, 2, D),
            parameter("pos_embed_pat", 1, 25, D));
    assertArrayEquals(
        new float[] {50, 51, 50, 51}, loaded.parameters().get("cls_posembed").values());
    float[] grid = loaded.parameters().get("pos_embed_pat").values();
    float[] expected = new float[25 * D];
    Arrays.fill(expected, 3);
    assertArrayEquals(expected, grid, 1e-6f, "a constant stays constant");
    assertEquals("grid 3x3 to 5x5, bicubic", loaded.report().interpolated().get(1).how());
  }

  @Test
  void whatCannotBeMadeIsRefusedByName() {
    Map<String, Tensor> file = Map.of("cls_token", rows(1, 7), "pos_embed", rows(1 + 4, 0));
    Parameter token = parameter("cls_token", 1, 1, D);
    // a row of a distillation token that the file has not, other widths, grids that are no squares
    assertRefused(file, token, parameter("dist_token", 1, 1, D), parameter("pos_embed", 1, 6, D));
    assertRefused(file, parameter("cls_token", 1, 1, 3), parameter("pos_embed", 1, 5, 3));
    assertRefused(file, token, parameter("pos_embed", 1, 1 + 6, D));
    Map<String, Tensor> three = Map.of("cls_token", rows(3, 7), "pos_embed", rows(3 + 4, 0));
    assertRefused(three, parameter("cls_token", 1, 2, D), parameter("pos_embed", 1, 2 + 4, D));
    assertRefused(Map.of("pos_embed", other), token, parameter("pos_embed", 1, 5, D));
  }

  private void assertRefused(Map<String, Tensor> file, Parameter... wanted) {
    String message = assertThrows(ModelException.class, () -> load(file, wanted)).getMessage();
    assertTrue(message.contains("'pos_embed' has shape"), message);
  }

  /** The embedding of SemFormer's public code, resized by PyTorch. */
  @Test
  void bicubicIsThatOfPyTorch() throws IOException {
    float[] stored = formula("grid_posembed", 14 * 14 * 384);
    float[] resized = BicubicGrid.resize(stored, 0, 14, 14, 384, 8, 11);
    List<Float> golden = golden("grid_14x14_to_8x11.txt");
    assertEquals((resized.length + 34) / 35, golden.size());
    float largest = 0;
    for (float value : golden) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < golden.size(); i++) {
      assertEquals(golden.get(i), resized[35 * i], 1e-5 * largest);
    }
  }

  @Test
  void deitOfAnotherPictureSizeFillsTheBackbone() {
    Network network = Networks.build(NetworkSpec.parse("deit_small[class_tokens=20]", "cam", 20));
    Map<String, Tensor> file = new LinkedHashMap<>();
    // the embeddings of a network fine-tuned on 384x384 pictures, and one layer
    file.put("cls_token", new Tensor(new int[] {1, 1, 384}, formula("cls_token", 384)));
    int grid = 24 * 24;
    float[] positions = formula("pos_embed", (1 + grid) * 384);
    file.put("pos_embed", new Tensor(new int[] {1, 1 + grid, 384}, positions));
    file.put("norm.bias", new Tensor(new int[] {384}, new float[384]));
    Loaded loaded =
        WeightLoader.load(
            network.graph().parameters(), new GivenArrays(file), 1, OnMismatch.REFUSE);
    float[] filled = loaded.parameters().get("pos_embed").values();
    assertEquals((20 + 14 * 14) * 384, filled.length);
    assertArrayEquals(
        Arrays.copyOf(positions, 384), Arrays.copyOfRange(filled, 19 * 384, 20 * 384));
    assertEquals(
        "class row repeated 20 times, grid 24x24 to 14x14, bicubic",
        loaded.report().interpolated().get(1).how());
  }

  /** Each class starts as the pretrained class token, under the names of every repository. */
  @ParameterizedTest
  @CsvSource({
    "mctformer[variant=v1], 3, cls_token, ''",
    "mctformer[variant=plus], 3, cls_token, head.bias head.weight",
    "semformer[grid=14], 4, segmentor.cls_token, segmentor.cls_head.bias segmentor.cls_head.weight"
        + " segmentor.seg_head.1.bias segmentor.seg_head.1.weight"
  })
  void aPlainTransformerStartsNetworksWithManyClassTokens(
      String head, int tokens, String name, String initialised) {
    Map<String, Tensor> file = new LinkedHashMap<>();
    for (Parameter p : network("deit_tiny").graph().parameters()) {
      file.put(p.name(), p.initializer().draw(p.name(), p.shape(), 9));
    }
    file.remove("classifier.weight");
    float[] token = file.get("cls_token").values();
    List<Parameter> declared = network("deit_tiny+" + head).graph().parameters();

    Loaded loaded = WeightLoader.load(declared, new GivenArrays(file), 1, OnMismatch.REFUSE);

    float[] filled = loaded.parameters().get(name).values();
    assertEquals(tokens * token.length, filled.length);
    for (int i = 0; i < filled.length; i++) {
      assertEquals(token[i % token.length], filled[i]);
    }
    assertEquals(
        initialised,
        loaded.report().initialised().stream()
            .map(Parameter::name)
            .sorted()
            .collect(Collectors.joining(" ")));
  }

  private static Network network(String text) {
    return Networks.build(NetworkSpec.parse(text, "cam", 3));
  }

  private static float[] formula(String name, int count) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    int key = (int) crc.getValue();
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      int x = i * 0x9E3779B1 + key;
      x ^= x >>> 16;
      x *= 0x7feb352d;
      x ^= x >>> 15;
      x *= 0x846ca68b;
      x ^= x >>> 16;
      double s = (Integer.toUnsignedLong(x) + 0.5) / 2147483648.0 - 1.0;
      values[i] = (float) (0.02 * s);
    }
    return values;
  }

  private static List<Float> golden(String name) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                TokenEmbeddingsTest.class.getResourceAsStream("/models/golden/token/" + name),
                StandardCharsets.UTF_8))) {
      return lines.lines().map(Float::valueOf).toList();
    }
  }
}
