package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.PartnerImages;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.models.file.SafetensorsWriter;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.cam.Partners;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.PairMaps;

/** A classifier of pairs from its weights to masks, on the command line. */
class PairMasksTest {
  private static final String NETWORK = "tiny[width=8]";

  @TempDir Path temp;
  private Bench bench;
  private Path weights;
  private Path model;

  @BeforeEach
  void layOut() throws IOException {
    bench = new Bench(temp);
    weights = temp.resolve("mcis.safetensors");
    model = temp.resolve("pairs.onnx");
    Network network = Networks.build(NetworkSpec.parse(NETWORK, "mcis", 2));
    ParameterSet parameters = ParameterSet.initial(network.graph().parameters(), 3);
    try (OutputStream out = Files.newOutputStream(weights)) {
      SafetensorsWriter.float32().write(parameters.asMap(), Map.of(), out);
    }
  }

  private Said export(String... more) {
    List<String> words = new ArrayList<>(List.of("export", "--network", NETWORK, "--head", "mcis"));
    words.addAll(List.of("--weights", weights.toString(), "--out", model.toString()));
    words.addAll(List.of("--classes", bench.data.resolve("classes.txt").toString()));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }

  private Said masks(Path out, String... more) {
    List<String> words = new ArrayList<>(List.of("masks", "--data", bench.data.toString()));
    words.addAll(List.of("--model", model.toString(), "--out", out.toString(), "--device", "cpu"));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }

  private PseudoMasker masker(MaskRecipe recipe) {
    return PseudoMasker.builder().classifier(model).recipe(recipe).device(Device.cpu()).build();
  }

  @Test
  void masksCompareEachImageWithOthersOfItsTags() throws IOException {
    Said exported = export("--pairs", "--preset", "mcis-voc");
    assertEquals(0, exported.code(), exported.err());
    Said said = masks(temp.resolve("masks"), "--threads", "2");
    assertEquals(0, said.code(), said.err());
    Dataset data = Datasets.open(bench.data, "train");
    MaskRecipe recipe = MaskRecipe.named("mcis-voc");
    PartnerImages partners =
        new PartnerImages(recipe, data, ImageSource.files(ImageLimits.DEFAULT));
    try (PseudoMasker masker = masker(recipe)) {
      for (Sample sample : data.samples()) {
        assertEquals(
            masker.run(ImageReader.read(sample.image()), sample.tags(), partners.of(sample)).mask(),
            PalettePng.read(temp.resolve("masks/" + sample.id() + ".png")));
      }
    }
    String run = Files.readString(temp.resolve("masks/run.json"));
    JsonObject pairs =
        Json.parseObject(run, "run.json").object("recipe").object("cams").object("pairs");
    assertEquals(List.of("flip", "0.75", "2"), pairs.strings("self"));
    assertEquals(3, pairs.integer("partners"));
  }

  @Test
  void camsTakeAsManyPartnersAsAskedFor() throws IOException {
    assertEquals(0, export("--pairs").code());
    Said said =
        Said.by(
            "cams",
            "--data",
            bench.data.toString(),
            "--model",
            model.toString(),
            "--out",
            temp + "/cams",
            "--device",
            "cpu",
            "--partners",
            "1");
    assertEquals(0, said.code(), said.err());
    Sample sample = Datasets.open(bench.data, "train").samples().get(0);
    MaskRecipe base = MaskRecipe.named("mcis-voc");
    MaskRecipe one = base.withCams(base.cams().withPairs(PairMaps.MCIS.withPartners(1)));
    PartnerImages partners =
        new PartnerImages(
            one, Datasets.open(bench.data, "train"), ImageSource.files(ImageLimits.DEFAULT));
    try (PseudoMasker masker = masker(one)) {
      float[] expected =
          masker
              .cams(ImageReader.read(sample.image()), sample.tags(), partners.of(sample))
              .planes();
      byte[] npy = Files.readAllBytes(temp.resolve("cams/" + sample.id() + ".npy"));
      float[] written = new float[expected.length];
      java.nio.ByteBuffer.wrap(npy, npy.length - 4 * written.length, 4 * written.length)
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(written);
      assertArrayEquals(expected, written);
      float[] alone =
          masker.cams(ImageReader.read(sample.image()), sample.tags(), Partners.NONE).planes();
      assertFalse(Arrays.equals(alone, expected), "the partner says something");
    }
  }

  @Test
  void aPartnerThatCannotBeReadIsPassedOver() throws IOException {
    assertEquals(0, export("--pairs").code());
    Dataset data = Datasets.open(bench.data, "train");
    MaskRecipe recipe = MaskRecipe.named("mcis-voc");
    PartnerImages before = new PartnerImages(recipe, data, ImageSource.files(ImageLimits.DEFAULT));
    Sample broken = data.samples().get(2);
    int tag = broken.tags().iterator().next();
    Sample asking =
        data.samples().stream()
            .filter(sample -> sample != broken && sample.tags().contains(tag))
            .findFirst()
            .orElseThrow();
    assertEquals(6, before.of(asking).of(tag, 6).size());
    Files.writeString(broken.image(), "no picture");
    Said said = masks(temp.resolve("masks"));
    assertEquals(ExitCode.SOME_FAILED, said.code());
    try (Stream<Path> files = Files.list(temp.resolve("masks"))) {
      assertEquals(5, files.filter(file -> file.toString().endsWith(".png")).count());
    }
  }

  @Test
  void whatDoesNotGoTogetherIsSaid() {
    Said scales = export("--pairs", "--scales", "1,2");
    assertEquals(ExitCode.USAGE, scales.code());
    assertTrue(scales.err().contains("--pairs excludes --scales"), scales.err());
    Said cam =
        Said.by(
            "export",
            "--network",
            NETWORK,
            "--weights",
            bench.weights.toString(),
            "--classes",
            bench.data.resolve("classes.txt").toString(),
            "--out",
            temp + "/x.onnx",
            "--pairs");
    assertEquals(ExitCode.NOTHING_DONE, cam.code());
    assertTrue(cam.err().contains("head 'cam' looks at single images"), cam.err());

    assertEquals(0, export().code(), "the same network for single images");
    Said single = masks(temp.resolve("single"), "--partners", "2");
    assertEquals(ExitCode.NOTHING_DONE, single.code());
    assertTrue(single.err().contains("looks at single images"), single.err());
    assertEquals(0, masks(temp.resolve("single"), "--preset", "mcis").code());

    assertEquals(0, export("--pairs").code());
    Said irn = masks(temp.resolve("irn"), "--preset", "irn");
    assertEquals(ExitCode.NOTHING_DONE, irn.code());
    assertTrue(irn.err().contains("use the preset mcis-voc"), irn.err());
  }
}
