package org.tag2mask.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.TagRefinement.Change;

class TagRefinementTest {
  private static final float[] SEEN = {0.05f, 0.5f, 0.95f, 0.02f};

  @Test
  void improbableTagsGoAndProbableClassesCome() {
    Change change = TagRefinement.DEFAULT.apply(Set.of(1, 2), SEEN);
    assertEquals(Set.of(2, 3), change.tags());
    assertEquals(Set.of(1), change.dropped());
    assertEquals(Set.of(3), change.added());
  }

  @Test
  void theLimitsThemselvesChangeNothing() {
    float[] atLimits = {0.1f, 0.9f};
    assertFalse(new TagRefinement(0.1f, 0.9f, Set.of()).apply(Set.of(1), atLimits).changed());
  }

  @Test
  void anImageKeepsTheMostProbableOfItsTagsWhenAllWouldGo() {
    Change change = new TagRefinement(0.1, 1, Set.of()).apply(Set.of(1, 4), SEEN);
    assertEquals(Set.of(1), change.tags());
    assertEquals(Set.of(4), change.dropped());
    assertEquals(Set.of(2), only(0.02f, 0.05f).tags(), "the more probable one");
    assertEquals(Set.of(1), only(0.05f, 0.05f).tags(), "the first of equals");
  }

  private static Change only(float... probabilities) {
    return TagRefinement.DEFAULT.apply(Set.of(1, 2), probabilities);
  }

  @Test
  void anImageWithoutTagsMayStayWithoutAny() {
    float[] nothing = {0.5f, 0.5f, 0.5f, 0.5f};
    assertEquals(Set.of(), TagRefinement.DEFAULT.apply(Set.of(), nothing).tags());
    assertEquals(Set.of(3), TagRefinement.DEFAULT.apply(Set.of(), SEEN).tags());
  }

  @Test
  void classesThatAreNotAskedForStayAsTheyAre() {
    TagRefinement noisy = new TagRefinement(0.1, 0.9, Set.of(4));
    assertEquals(Set.of(1, 2), noisy.apply(Set.of(1, 2, 4), SEEN).tags());
  }

  @Test
  void limitsThatCrossAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new TagRefinement(0.6, 0.5, Set.of()));
    assertThrows(IllegalArgumentException.class, () -> new TagRefinement(-0.1, 0.5, Set.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new TagRefinement(0.1, Double.NaN, Set.of()));
  }

  @Test
  void theWrittenFileReadsBackWhateverTheNamesAre(@TempDir Path folder) throws IOException {
    for (ClassList classes :
        List.of(
            ClassList.ofTags(List.of("dog", "potted plant", "cat")),
            ClassList.ofTags(List.of("car, parked", "a;b", "the \"best\"")))) {
      List<Sample> samples =
          List.of(
              sample("0001", 1, 3), sample("n01/b, c", 2), sample("empty"), sample("all", 1, 2, 3));
      Path file = Files.writeString(folder.resolve("tags.csv"), TagFile.text(samples, classes));
      var read = LabelsCsv.read(file, classes);
      assertEquals(samples.size(), read.size());
      samples.forEach(sample -> assertEquals(sample.tags(), read.get(sample.id()), sample.id()));
    }
  }

  private static Sample sample(String id, Integer... tags) {
    return new Sample(id, Path.of("none.jpg"), Optional.empty(), Set.of(tags));
  }
}
