package org.tag2mask.cli.report;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

/** Small made-up images for the tests of the report. */
final class Fixtures {
  /** Background, cat, dog. */
  static final ClassList PETS = ClassList.ofTags(List.of("cat", "dog"));

  /** Ids that try to leave their element, their folder, their line or their reading direction. */
  static final List<String> HOSTILE =
      List.of(
          "<script>window.pwned=1</script>",
          "\"><img src=x onerror=\"window.pwned=1\">",
          "' onmouseover='window.pwned=1",
          "&lt;b&gt; &amp;amp; &#x41;",
          "../../etc/passwd",
          "a/b\\c:d*e?f|g",
          "100%41 #1?x=2&y=3 +;,",
          "javascript:alert(1)",
          "line\nbreak\ttab",
          "\u202Egnp.evil\u202C",
          "null\u0000bell\u0007",
          "Schöne Grüße 写真 📷 e\u0301",
          "",
          "  ",
          "-".repeat(10) + "x".repeat(300),
          "=HYPERLINK(\"http://example.org\")",
          "]]>--></style></title></textarea>",
          "lone \uD800 surrogate");

  private Fixtures() {}

  /** A label map from rows of digits; {@code .} is 0 and {@code *} is 255. */
  static LabelMap labels(String... rows) {
    int width = rows[0].length();
    byte[] labels = new byte[width * rows.length];
    for (int i = 0; i < labels.length; i++) {
      char c = rows[i / width].charAt(i % width);
      labels[i] = (byte) (c == '.' ? 0 : c == '*' ? 255 : c - '0');
    }
    return LabelMap.of(width, rows.length, labels);
  }

  /** A picture of one grey. */
  static RgbImage grey(int width, int height, int value) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) value);
    return RgbImage.wrap(width, height, rgb);
  }

  /** A map that rises from left to right, 0 to 1. */
  static HeatMap slope(int classId, int width, int height) {
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % width / (float) (width - 1);
    }
    return new HeatMap(classId, width, height, values);
  }

  /** An image in memory with a heat map of every tag. */
  static ReportImage image(
      String id, Set<Integer> tags, LabelMap mask, LabelMap truth, Double confidence) {
    List<HeatMap> maps = tags.stream().sorted().map(tag -> slope(tag, 6, 4)).toList();
    ReportImage.Pixels pixels =
        new ReportImage.Loaded(
            grey(mask.width(), mask.height(), 120), maps, mask, Optional.ofNullable(truth));
    OptionalDouble sure =
        confidence == null ? OptionalDouble.empty() : OptionalDouble.of(confidence);
    return new ReportImage(id, tags, sure, pixels);
  }

  /** An image whose mask cannot be read. */
  static ReportImage broken(String id, String message) {
    ReportImage.Pixels pixels =
        new ReportImage.Pixels() {
          @Override
          public RgbImage picture() {
            return grey(2, 2, 0);
          }

          @Override
          public LabelMap mask() throws IOException {
            throw new IOException(message);
          }
        };
    return new ReportImage(id, Set.of(1), OptionalDouble.empty(), pixels);
  }

  /** A report of some images, nothing else. */
  static ReportInput input(ReportImage... images) {
    return new ReportInput("A report", PETS, List.of(images), List.of(), List.of());
  }

  /** A report where every text a user can choose is hostile. */
  static ReportInput hostileInput() {
    ClassList classes =
        ClassList.ofTags(List.of("<script>window.pwned=1</script>", "\"dog' & <b>co</b>"));
    LabelMap truth = labels("..1111..", "..1122..", "......2*");
    LabelMap mask = labels(".11111..", ".11112..", "*......2");
    List<ReportImage> images =
        HOSTILE.stream().map(id -> image(id, Set.of(1, 2), mask, truth, 0.5)).toList();
    List<FailedImage> failures =
        HOSTILE.stream().map(id -> new FailedImage(id, "<i>" + id, "why: " + id)).toList();
    Map<String, String> entries =
        HOSTILE.stream().collect(Collectors.toMap(id -> "name " + id, id -> id + "\nsecond"));
    return new ReportInput(
        "</title><script>window.pwned=1</script>",
        classes,
        images,
        failures,
        List.of(new DetailBlock("<h1 onclick=x>", entries)));
  }
}
