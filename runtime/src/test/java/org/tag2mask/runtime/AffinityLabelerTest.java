package org.tag2mask.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.LabelRecipe;

class AffinityLabelerTest {
  private final RgbImage squares = TestModels.squares(96, 64);

  private static AffinityLabeler labeler(String style) {
    return AffinityLabeler.builder()
        .classifier(TestModels.path("colours"))
        .recipe(LabelRecipe.named(style))
        .device(Device.cpu())
        .modelThreads(1)
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"irn", "psa"})
  void whatIsLabelledAwayFromOutlinesIsRightAndMostOfThePictureIs(String style) {
    try (AffinityLabeler labeler = labeler(style)) {
      LabelMap labels = labeler.labels(squares, Set.of("red", "green"));
      int wrong = 0;
      for (int y = 5; y < 59; y++) {
        for (int x = 5; x < 91; x++) {
          int label = labels.label(x, y);
          boolean inside =
              truth(x - 5, y - 5) == truth(x, y)
                  && truth(x + 5, y - 5) == truth(x, y)
                  && truth(x - 5, y + 5) == truth(x, y)
                  && truth(x + 5, y + 5) == truth(x, y);
          wrong += inside && label != 255 && label != truth(x, y) ? 1 : 0;
        }
      }
      assertEquals(0, wrong, "wrong pixels");
      long[] counts = labels.counts();
      assertTrue(counts[255] < 96 * 64 / 4, "unsure pixels: " + counts[255]);
      assertTrue(counts[1] > 500 && counts[2] > 500, "both classes are there");
    }
  }

  private int truth(int x, int y) {
    return squares.sample(x, y, 0) == 230 ? 1 : squares.sample(x, y, 1) == 230 ? 2 : 0;
  }

  @Test
  void manyThreadsGiveTheSameLabels() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (AffinityLabeler labeler = labeler("irn")) {
      MaskResult alone = labeler.run(squares, Set.of(1, 2));
      List<Future<MaskResult>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> labeler.run(squares, Set.of(1, 2))));
      }
      for (Future<MaskResult> one : all) {
        assertEquals(alone.mask(), one.get().mask());
        assertArrayEquals(alone.confidence(), one.get().confidence());
      }
      assertEquals(Set.of("cam", "refine", "label"), alone.milliseconds().keySet());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aModelWithScalesInsideKeepsThem() {
    try (AffinityLabeler labeler =
        AffinityLabeler.builder()
            .classifier(TestModels.path("scales_inside"))
            .device(Device.cpu())
            .build()) {
      assertEquals(
          labeler.classifier().contract().scalesInside().scales(),
          labeler.recipe().cams().scales());
    }
  }

  @Test
  void whatCannotBeUsedIsRefused() {
    try (AffinityLabeler labeler = labeler("irn")) {
      UnknownClassException e =
          assertThrows(UnknownClassException.class, () -> labeler.labels(squares, Set.of("rde")));
      assertTrue(e.getMessage().contains("did you mean 'red'"), e.getMessage());
    }
    ModelContractException e =
        assertThrows(
            ModelContractException.class,
            () ->
                AffinityLabeler.builder()
                    .classifier(TestModels.path("boundary"))
                    .device(Device.cpu())
                    .build());
    assertTrue(e.getMessage().contains("is a boundary, expected a classifier"), e.getMessage());
    assertThrows(IllegalStateException.class, () -> AffinityLabeler.builder().build());
  }
}
