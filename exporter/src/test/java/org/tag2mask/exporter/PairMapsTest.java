package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.cam.CamExtractor;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.cam.MapSum;
import org.tag2mask.runtime.cam.PairCamExtractor;
import org.tag2mask.runtime.cam.Partners;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.CamMerge;
import org.tag2mask.runtime.recipe.CamNormalization;
import org.tag2mask.runtime.recipe.PairMaps;
import org.tag2mask.runtime.recipe.SelfPair;
import org.tag2mask.runtime.recipe.TagSource;
import org.tag2mask.runtime.session.ClassifierModel;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;
import org.tag2mask.runtime.session.PairModel;

/** Maps from pairs, by an exported file, against the rule written out on the file's own outputs. */
class PairMapsTest {
  private static final int CLASSES = 3;
  private static final CamMerge PLAIN =
      CamMerge.of(1.0).withFlip(FlipMerge.NONE).withNormalization(CamNormalization.NONE);

  private final PairModel model = new PairModel(open(Networks.forPairs(mcis())));
  private final RgbImage image = Models.noise(1, 44, 30).get(0);
  private final List<RgbImage> others = Models.noise(4, 37, 52);

  private static Network mcis() {
    return Networks.build(NetworkSpec.parse("tiny[width=8]", "mcis", CLASSES));
  }

  private static OnnxModel open(Network network) {
    byte[] file =
        OnnxExporter.export(
                network,
                Models.parameters(network.graph(), 7),
                Models.description(CLASSES),
                ExportOptions.plain())
            .bytes();
    return OnnxModel.open(file, "the model", ModelOptions.defaults());
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static PairMaps rule(int partners, double leastScore, SelfPair... self) {
    return new PairMaps(partners, List.of(self), leastScore, 512, 0);
  }

  /** The map of class 2 in the image's pixels, divided by its largest value. */
  private float[] relative(RgbImage other) {
    PairModel.Output output = model.run(List.of(image), List.of(other)).get(0);
    MapSum sum = new MapSum(PLAIN, 8, 44, 30, new int[] {1});
    sum.add(output.map(), null, output.height(), output.width(), 44, 30);
    float[] map = sum.sum();
    float most = 0;
    for (float value : map) {
      most = Math.max(most, value);
    }
    assertTrue(most > 0, "the map says something");
    for (int i = 0; i < map.length; i++) {
      map[i] /= most;
    }
    return map;
  }

  private double probability(RgbImage other) {
    return 1 / (1 + Math.exp(-model.run(List.of(image), List.of(other)).get(0).sharedScore()[1]));
  }

  private static float[] mean(List<float[]> maps, int number) {
    float[] mean = new float[maps.get(0).length];
    for (float[] map : maps) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += map[i] / number;
      }
    }
    return mean;
  }

  private float[] extracted(PairMaps rule, Partners partners) {
    Cams cams =
        new PairCamExtractor(model, PLAIN.withPairs(rule)).extract(image, List.of(2), partners);
    assertArrayEquals(new int[] {2}, cams.classIds());
    return cams.planes();
  }

  @Test
  void theMapIsTheMeanOverPartnersAndCopies() {
    List<float[]> maps = new ArrayList<>();
    others.subList(0, 3).forEach(other -> maps.add(relative(other)));
    maps.add(relative(image.flipped()));
    maps.add(relative(image.scaled(2, Resampling.BICUBIC)));
    float[] found =
        extracted(
            rule(3, 0, new SelfPair.Mirrored(), new SelfPair.Scaled(2)),
            (id, number) -> {
              assertEquals(2, id);
              return others.subList(0, number);
            });
    assertArrayEquals(mean(maps, 5), found, 1e-5f);
  }

  @Test
  void anImprobablePairStillDividesTheMeanUnlessItIsTheFirst() {
    List<RgbImage> ordered = new ArrayList<>(others);
    ordered.sort((a, b) -> Double.compare(probability(a), probability(b)));
    double between = (probability(ordered.get(1)) + probability(ordered.get(2))) / 2;
    // The least probable one stands first and is counted, the second is not.
    List<float[]> counted =
        List.of(relative(ordered.get(0)), relative(ordered.get(2)), relative(ordered.get(3)));
    assertArrayEquals(
        mean(counted, 4), extracted(rule(4, between), (id, number) -> ordered), 1e-5f);
  }

  @Test
  void withoutAnythingToCompareWithAnImageIsItsOwnPartner() {
    float[] alone = relative(image);
    assertArrayEquals(alone, extracted(rule(3, 0.1), Partners.NONE), 1e-5f);
    assertArrayEquals(alone, extracted(rule(0, 0.1), (id, number) -> others), 1e-5f);
  }

  @Test
  void scalesAndFlipsOfTheImageAreMergedAsTheRecipeSays() {
    RgbImage other = others.get(0);
    MapSum sum = new MapSum(PLAIN.withFlip(FlipMerge.SUM), 8, 44, 30, new int[] {1});
    for (double scale : new double[] {1, 1.5}) {
      RgbImage scaled = scale == 1 ? image : image.scaled(scale, Resampling.BICUBIC);
      PairModel.Output map = model.run(List.of(scaled), List.of(other)).get(0);
      PairModel.Output twin = model.run(List.of(scaled.flipped()), List.of(other)).get(0);
      sum.add(map.map(), twin.map(), map.height(), map.width(), scaled.width(), scaled.height());
    }
    CamMerge merge =
        CamMerge.of(1.0, 1.5).withNormalization(CamNormalization.MAX).withPairs(rule(1, 0));
    Cams cams =
        new PairCamExtractor(model, merge)
            .extract(image, List.of(2), (id, number) -> List.of(other));
    float[] expected = sum.sum();
    // divided by its own largest value, and then by that, which is 1, plus 1e-5
    CamNormalization.MAX.apply(expected, 1, expected.length);
    assertArrayEquals(expected, cams.planes(), 3e-5f);
  }

  @Test
  void largeImagesAreShrunkBeforeTheyAreCompared() {
    PairMaps small = new PairMaps(1, List.of(), 0, 22, 0);
    RgbImage half = image.scaled(0.5, Resampling.BICUBIC);
    RgbImage shrunk = others.get(0).scaled(22.0 / 52, Resampling.BICUBIC);
    PairModel.Output output = model.run(List.of(half), List.of(shrunk)).get(0);
    MapSum sum = new MapSum(PLAIN, 8, 44, 30, new int[] {1});
    sum.add(output.map(), null, output.height(), output.width(), half.width(), half.height());
    float[] expected = sum.sum();
    CamNormalization.MAX.apply(expected, 1, expected.length);
    float[] found = extracted(small, (id, number) -> others.subList(0, 1));
    assertArrayEquals(expected, found, 1e-3f);
  }

  @Test
  void theScoresAreTheImagesOwnWhoeverItIsComparedWith() {
    float[] own = model.run(List.of(image), List.of(others.get(1))).get(0).score();
    PairCamExtractor extractor = new PairCamExtractor(model, PLAIN.withPairs(rule(1, 0)));
    Partners partners = (id, number) -> List.of(others.get(0));
    assertArrayEquals(own, extractor.extract(image, List.of(1), partners).scores(), 1e-5f);
    float highest = Math.max(own[0], Math.max(own[1], own[2]));
    double probability = 1 / (1 + Math.exp(-highest)) - 1e-4;
    int[] seen =
        extractor
            .extract(image, (TagSource.Predicted) TagSource.predicted(probability), partners)
            .classIds();
    assertTrue(
        seen.length >= 1 && Arrays.stream(seen).allMatch(id -> own[id - 1] > highest - 0.01));
  }

  @Test
  void modelsAndRecipesOfAnotherKindAreRefused() {
    RecipeException recipe =
        assertThrows(RecipeException.class, () -> new PairCamExtractor(model, PLAIN));
    assertTrue(recipe.getMessage().contains("use the preset mcis-voc"), recipe.getMessage());
    try (ClassifierModel single = new ClassifierModel(open(mcis()))) {
      ModelContractException pairs =
          assertThrows(
              ModelContractException.class,
              () -> new CamExtractor(single, PLAIN.withPairs(PairMaps.MCIS)));
      assertTrue(pairs.getMessage().contains("looks at single images"), pairs.getMessage());
    }
    ModelContractException notPairs =
        assertThrows(ModelContractException.class, () -> new PairModel(open(mcis())));
    assertTrue(notPairs.getMessage().contains("export --pairs"), notPairs.getMessage());
  }
}
