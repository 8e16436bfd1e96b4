package org.tag2mask.cli.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.runtime.Tag2MaskException;

class TrainingMasksTest {
  private static final int IMAGES = 40;

  @TempDir Path temp;
  private Path made;
  private Dataset data;

  @BeforeEach
  void layOut() throws IOException {
    made = Files.createDirectories(temp.resolve("made"));
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      String id = "img_" + i;
      Files.createFile(made.resolve(id + ".png"));
      Optional<TrueMask> mask = Optional.of(TrueMask.png(temp.resolve("true/" + id + ".png")));
      samples.add(new Sample(id, temp.resolve(id + ".jpg"), mask, Set.of(1)));
    }
    data = new Dataset(temp, "train", ClassList.ofTags(List.of("dog")), samples);
  }

  @Test
  void theSeedChoosesWhichImagesKeepTheirTrueMasks() {
    Set<String> some = trueIds(0.25, 1);
    assertEquals(10, some.size());
    assertEquals(some, trueIds(0.25, 1));
    assertNotEquals(some, trueIds(0.25, 2));
    assertEquals(2, trueIds(0.05, 1).size());
    assertEquals(IMAGES, trueIds(1, 1).size());
    assertEquals(Set.of(), trueIds(0, 1));
    // So that studies of several shares differ in the share alone.
    assertTrue(some.containsAll(trueIds(0.05, 1)));
  }

  @Test
  void allOthersGetTheMadeMaskOfTheirId() {
    TrainingMasks.Chosen chosen = new TrainingMasks(Optional.of(made), 0.25, 1).choose(data);
    assertEquals(IMAGES, chosen.data().size());
    assertEquals(30, chosen.hashes().size());
    for (Sample sample : chosen.data().samples()) {
      Path file = sample.mask().orElseThrow().file();
      Path folder = chosen.hashes().containsKey(sample.id()) ? made : temp.resolve("true");
      assertEquals(folder.resolve(sample.id() + ".png"), file);
      assertEquals(Set.of(1), sample.tags());
    }
  }

  @Test
  void imagesWithoutAnyMaskAreLeftOutAndTooLargeAShareIsRefused() throws IOException {
    for (int i = 0; i < 15; i++) {
      Files.delete(made.resolve("img_" + i + ".png"));
    }
    TrainingMasks.Chosen chosen = TrainingMasks.of(made).choose(data);
    assertEquals(25, chosen.data().size());
    assertEquals(
        Optional.of("15 images of split 'train' have no mask and are left out"), chosen.note());
    List<Sample> bare =
        data.samples().stream()
            .map(s -> new Sample(s.id(), s.image(), Optional.empty(), s.tags()))
            .toList();
    Dataset untrue = new Dataset(temp, "train", data.classes(), bare);
    TrainingMasks half = new TrainingMasks(Optional.of(made), 0.5, 1);
    Tag2MaskException e = assertThrows(Tag2MaskException.class, () -> half.choose(untrue));
    assertTrue(e.getMessage().contains("but only 0 have a true mask"), e.getMessage());
  }

  private Set<String> trueIds(double share, long seed) {
    TrainingMasks.Chosen chosen = new TrainingMasks(Optional.of(made), share, seed).choose(data);
    Set<String> ids = new TreeSet<>();
    chosen.data().samples().forEach(sample -> ids.add(sample.id()));
    ids.removeAll(chosen.hashes().keySet());
    assertEquals(ids.size(), chosen.trueMasks());
    return ids;
  }
}
