package org.tag2mask.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.image.LabelMap;

class ImagesCsvTest {

  private static ImageScore score(String id, OptionalDouble iou) {
    ReportImage image = Fixtures.image(id, Set.of(2), LabelMap.filled(2, 2, 0), null, 0.75);
    return new ImageScore(image, 0, iou, 0.25, 0.5, new TreeSet<>(Set.of(1, 2)));
  }

  private static String line(String id) {
    String csv = ImagesCsv.of(List.of(score(id, OptionalDouble.empty())), Fixtures.PETS);
    return csv.substring(csv.indexOf('\n') + 1);
  }

  @Test
  void writesAHeaderAndExactNumbersInAnyLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals(
          "image,tags,classes,iou,confidence,foreground,ignored\n"
              + "a,dog,cat;dog,0.125,0.75,0.25,0.5\n",
          ImagesCsv.of(List.of(score("a", OptionalDouble.of(0.125))), Fixtures.PETS));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void leavesUnknownNumbersEmpty() {
    assertEquals("a,dog,cat;dog,,0.75,0.25,0.5\n", line("a"));
  }

  @Test
  void quotesWhatWouldEndACell() {
    assertEquals("\"a,\"\"b\"\"\nc\",dog,cat;dog,,0.75,0.25,0.5\n", line("a,\"b\"\nc"));
  }

  @Test
  void disarmsFormulas() {
    assertEquals("\"'=1+A1,2\",dog,cat;dog,,0.75,0.25,0.5\n", line("=1+A1,2"));
    assertEquals("'@x,dog,cat;dog,,0.75,0.25,0.5\n", line("@x"));
  }
}
