package org.tag2mask.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.metric.ConfusionMatrix;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

/** The two real data sets that lie beside the project on some machines. */
class RealDataTest {

  private static Path shared(String name) {
    Path project = Path.of("").toAbsolutePath().getParent();
    Path root = project.resolveSibling("shared").resolve("data").resolve(name);
    assumeTrue(Files.isDirectory(root), "../shared/data/" + name + " is not here");
    return root;
  }

  @Test
  void photosMasksAndTagsOfCcp10FitTogether() {
    Path root = shared("ccp10");
    assertEquals(1595, Datasets.open(root, "trainaug").size());
    assertEquals(502, Datasets.open(root, "train").masked().size());
    Dataset val = Datasets.open(root, "val");
    assertEquals(250, val.size());
    ConfusionMatrix background = new ConfusionMatrix(val.classes().size());
    int subset = 0;
    for (Sample sample : val.samples()) {
      RgbImage image = ImageReader.read(sample.image());
      LabelMap mask =
          sample.mask().orElseThrow().read(image.width(), image.height(), val.classes().size());
      background.add(mask, LabelMap.filled(mask.width(), mask.height(), 0));
      subset +=
          sample
                  .tags()
                  .containsAll(
                      PalettePng.presentClasses(mask, val.classes().size(), sample.image()))
              ? 1
              : 0;
    }
    // Known from an independent evaluation: all background scores 7.6 %.
    assertEquals(0.076, SegmentationScores.of(background).meanIou(), 0.0005);
    assertTrue(subset > 240, subset + " of 250 masks have only tagged classes");
  }

  @Test
  void tagsOfNeu3AreTheClassesOfItsMasks() {
    Path root = shared("neu3");
    Dataset listed = Datasets.open(root, "val");
    Dataset fromMasks =
        Datasets.open(root, "val", DatasetOptions.DEFAULT.withLabels(LabelSource.MASK));
    for (int i = 0; i < listed.size(); i++) {
      assertEquals(
          new TreeSet<>(listed.samples().get(i).tags()), fromMasks.samples().get(i).tags());
    }
    assertEquals(1452, Datasets.open(root, "train").size());
  }
}
