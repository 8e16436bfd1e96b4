package org.tag2mask.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tag2mask.cli.report.Fixtures.image;
import static org.tag2mask.cli.report.Fixtures.input;
import static org.tag2mask.cli.report.Fixtures.labels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.data.metric.ScoreRules.ClassMean;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

class ReportBuilderTest {
  private static final LabelMap TRUTH = labels("..11", "..11");

  @TempDir Path temporary;
  private Path out;

  @BeforeEach
  void chooseAFolder() {
    out = temporary.resolve("report");
  }

  private String page() throws IOException {
    return Files.readString(out.resolve("index.html"));
  }

  /** The cells of a row of the page, without markup. */
  private static List<String> row(String page, String name) {
    Matcher row = Pattern.compile("<tr[^>]*><th[^>]*>.*?</tr>", Pattern.DOTALL).matcher(page);
    while (row.find()) {
      if (row.group().contains(">" + name + "<")) {
        List<String> cells = new ArrayList<>();
        Matcher cell = Pattern.compile("<t[hd].*?</t[hd]>").matcher(row.group());
        while (cell.find()) {
          cells.add(cell.group().replaceAll("<[^>]*>", ""));
        }
        return cells;
      }
    }
    throw new AssertionError("no row " + name);
  }

  @Test
  void worstImagesComeFirstWhenTruthIsKnown() throws IOException {
    ReportResult result =
        ReportBuilder.build(
            input(
                image("good", Set.of(1), TRUTH, TRUTH, 0.1),
                image("half", Set.of(1), labels("..1.", "..1."), TRUTH, 0.9),
                image("bad", Set.of(1), labels("22..", "22.."), TRUTH, 0.9)),
            out);
    assertEquals(List.of("bad", "half", "good"), result.ranking());
    assertEquals(out.resolve("index.html"), result.index());
  }

  @Test
  void leastConfidentComeFirstWhenTruthIsUnknown() throws IOException {
    ReportResult result =
        ReportBuilder.build(
            input(
                image("nobody knows", Set.of(1), TRUTH, null, null),
                image("sure", Set.of(1), TRUTH, null, 0.9),
                image("unsure", Set.of(1), TRUTH, null, 0.2),
                image("as unsure", Set.of(1), TRUTH, null, 0.2)),
            out);
    assertEquals(List.of("unsure", "as unsure", "sure", "nobody knows"), result.ranking());
    assertFalse(page().contains("IoU"));
  }

  @Test
  void imagesWithTruthComeBeforeThoseWithout() throws IOException {
    ReportResult result =
        ReportBuilder.build(
            input(
                image("unsure", Set.of(1), TRUTH, null, 0.01),
                image("only ignored", Set.of(1), TRUTH, labels("****", "****"), 0.02),
                image("perfect", Set.of(1), TRUTH, TRUTH, 1.0)),
            out);
    assertEquals(List.of("perfect", "unsure", "only ignored"), result.ranking());
  }

  @Test
  void tableHasTheScoresOfTheFormulas() throws IOException {
    ReportBuilder.build(
        input(
            image("a", Set.of(1), labels("..12", "...1"), labels("..11", "..11"), null),
            image("b", Set.of(2), labels("*"), labels("*"), null)),
        out);
    String page = page();
    // background: TP 4, T 4, P 5: 4/5; cat: TP 2, T 4, P 2: 2/4; dog: TP 0, T 0, P 1: 0/1.
    assertEquals(
        List.of("background", "80.0", "20.0", "0.0", "80.0", "100.0", "50.0", "55.6", "1", "–"),
        row(page, "background"));
    assertEquals(
        List.of("cat", "50.0", "0.0", "50.0", "100.0", "50.0", "50.0", "22.2", "1", "1"),
        row(page, "cat"));
    assertEquals(
        List.of("dog", "0.0", "100.0", "0.0", "0.0", "0.0", "0.0", "11.1", "1", "1"),
        row(page, "dog"));
    assertEquals(List.of("Mean", "43.3", "40.0", "16.7", "60.0", "50.0", ""), row(page, "Mean"));
  }

  @Test
  void meansFollowTheRules() throws IOException {
    ReportOptions options =
        ReportOptions.DEFAULT.withRules(ScoreRules.DEFAULT.withMean(ClassMean.IN_TRUTH));
    ReportBuilder.build(
        input(image("a", Set.of(1), labels("..1."), labels("..11"), null)), options, out);
    // background 2/3 and cat 1/2; the dog, which does not occur, stays out of the mean
    assertEquals("58.3", row(page(), "Mean").get(1));
    assertEquals("–", row(page(), "dog").get(1));
  }

  @Test
  void tableHasSharesOfPixelsWhenTruthIsUnknown() throws IOException {
    ReportBuilder.build(input(image("a", Set.of(1), labels("..12", "2.2*"), null, null)), out);
    assertEquals(List.of("dog", "37.5", "1", "0"), row(page(), "dog"));
    assertEquals(List.of("ignored (255)", "12.5", "–", "–"), row(page(), "ignored (255)"));
  }

  @Test
  void numbersDoNotDependOnTheLocale() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      ReportBuilder.build(input(image("a", Set.of(1), labels("..12", "2.2*"), TRUTH, 0.5)), out);
    } finally {
      Locale.setDefault(before);
    }
    assertEquals("37.5", row(page(), "dog").get(7));
    assertTrue(page().contains("image-1\""));
    assertFalse(page().matches("(?s).*[٠-٩].*"));
  }

  @Test
  void showsTheWorstWithPicturesAndNamesTheOthers() throws IOException {
    ReportImage[] images =
        IntStream.range(0, 9)
            .mapToObj(i -> image("image " + i, Set.of(1), TRUTH, null, i / 10.0))
            .toArray(ReportImage[]::new);
    ReportResult result =
        ReportBuilder.build(input(images), ReportOptions.DEFAULT.withShown(2), out);
    assertEquals(2, result.shown());
    assertEquals(2, page().split("<article").length - 1);
    assertTrue(page().contains("href=\"#image-2\">image 1</a>"));
    assertTrue(page().contains("<bdi>image 8</bdi>"));
    assertEquals(10, Files.readAllLines(out.resolve("images.csv")).size());
  }

  @Test
  void limitsTheRowsAndSaysSo() throws IOException {
    ReportImage[] images =
        IntStream.range(0, 9)
            .mapToObj(i -> image("image " + i, Set.of(1), TRUTH, null, i / 10.0))
            .toArray(ReportImage[]::new);
    ReportOptions options = new ReportOptions(1, 4, 64, ScoreRules.DEFAULT);
    ReportBuilder.build(input(images), options, out);
    assertTrue(page().contains("The first 4 of 9."));
    assertFalse(page().contains("image 4"));
  }

  @Test
  void shrinksLargePicturesAndKeepsSmallOnes() throws IOException {
    ReportOptions options = new ReportOptions(2, 4, 64, ScoreRules.DEFAULT);
    ReportBuilder.build(
        input(
            image("large", Set.of(1), LabelMap.filled(200, 100, 1), null, 0.1),
            image("small", Set.of(1), LabelMap.filled(20, 10, 1), null, 0.2)),
        options,
        out);
    assertTrue(page().contains("width=\"64\" height=\"32\""));
    assertTrue(page().contains("width=\"20\" height=\"10\""));
  }

  @Test
  void oneBrokenImageIsNamedAndTheOthersAreShown() throws IOException {
    LabelMap otherSize = LabelMap.filled(3, 3, 0);
    ReportImage.Pixels wrongMask =
        new ReportImage.Loaded(Fixtures.grey(2, 2, 0), List.of(), otherSize, Optional.empty());
    ReportInput input =
        new ReportInput(
            "t",
            Fixtures.PETS,
            List.of(
                Fixtures.broken("cut off", "a.png ends after 7 bytes"),
                image("truth of another size", Set.of(1), otherSize, TRUTH, null),
                image("label beyond", Set.of(1), labels("...7"), null, null),
                new ReportImage(
                    "mask of another size", Set.of(), OptionalDouble.empty(), wrongMask),
                image("fine", Set.of(1), TRUTH, null, 0.5)),
            List.of(new FailedImage("from the ledger", "ImageException", "is no image")),
            List.of());
    ReportResult result = ReportBuilder.build(input, out);
    assertEquals(1, result.shown());
    assertEquals(
        List.of(
            "from the ledger",
            "cut off",
            "truth of another size",
            "label beyond",
            "mask of another size"),
        result.failures().stream().map(FailedImage::id).toList());
    assertEquals("a.png ends after 7 bytes", result.failures().get(1).message());
    assertTrue(result.failures().get(2).message().contains("3x3"));
    assertTrue(result.failures().get(3).message().contains("label 7, expected 0..2"));
    assertTrue(page().contains("a.png ends after 7 bytes"));
  }

  @Test
  void aReportOfNothingIsAPageThatSaysSo() throws IOException {
    ReportBuilder.build(input(), out);
    assertTrue(page().contains("There is no mask to show."));
    assertFalse(page().contains("NaN"));
  }

  @Test
  void theSameInputGivesTheSameFiles() throws IOException {
    ReportBuilder.build(Fixtures.hostileInput(), out);
    Map<String, String> first = files();
    ReportBuilder.build(Fixtures.hostileInput(), out);
    assertEquals(first, files());
  }

  @Test
  void aNewReportReplacesTheOldOneAndNothingElse() throws IOException {
    Files.createDirectories(out.resolve("images-mine"));
    Files.writeString(out.resolve("notes.txt"), "mine");
    ReportBuilder.build(input(image("old", Set.of(1), TRUTH, null, 0.5)), out);
    ReportBuilder.build(input(image("new", Set.of(1), labels("1"), null, 0.5)), out);
    assertTrue(page().contains(">new<") && !page().contains(">old<"));
    assertTrue(Files.exists(out.resolve("notes.txt")));
    assertTrue(Files.exists(out.resolve("images-mine")));
    try (Stream<Path> list = Files.list(out)) {
      assertEquals(5, list.count(), "index, csv, pictures and the two files that were there");
    }
  }

  @Test
  void whenTheBuildDiesTheOldReportStillStands() throws IOException {
    ReportBuilder.build(input(image("old", Set.of(1), TRUTH, null, 0.5)), out);
    Map<String, String> before = files();
    ReportImage fatal =
        new ReportImage(
            "fatal",
            Set.of(),
            OptionalDouble.of(0.9),
            new ReportImage.Pixels() {
              @Override
              public RgbImage picture() {
                throw new IllegalStateException("a fault of the program");
              }

              @Override
              public LabelMap mask() {
                return TRUTH;
              }
            });
    ReportInput input = input(image("new", Set.of(1), TRUTH, null, 0.1), fatal);
    assertThrows(IllegalStateException.class, () -> ReportBuilder.build(input, out));
    assertEquals(before, files());
  }

  @Test
  void whenThePageCannotBeWrittenNothingHalfWrittenStays() throws IOException {
    Files.createDirectories(out.resolve("index.html").resolve("in the way"));
    assertThrows(
        IOException.class,
        () -> ReportBuilder.build(input(image("a", Set.of(1), TRUTH, null, 0.5)), out));
    try (Stream<Path> list = Files.list(out)) {
      assertEquals(
          List.of("images.csv", "index.html"),
          list.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void fileNamesAreSafeAndUnique() throws IOException {
    ReportBuilder.build(Fixtures.hostileInput(), out);
    List<String> pictures =
        files().keySet().stream().filter(name -> name.startsWith("images-")).toList();
    assertEquals(Fixtures.HOSTILE.size() * 6, pictures.size());
    for (String name : pictures) {
      assertTrue(
          name.matches("images-[0-9a-f]{12}/[0-9]{4}(-[A-Za-z0-9_-]+)?-[a-z0-9-]+\\.(png|jpg)"),
          name);
      assertTrue(name.length() < 100, name);
    }
    assertEquals("0007-100-41-1-x-2-y-3", Panels.fileName(7, "100%41 #1?x=2&y=3 +;,"));
    assertEquals("0003", Panels.fileName(3, "写真"));
  }

  @Test
  void noTextOfTheUserBecomesMarkup() throws IOException {
    ReportBuilder.build(Fixtures.hostileInput(), out);
    String page = page();
    assertEquals(1, page.split("<script").length - 1, "our script is the only one");
    assertEquals(1, page.split("<title>").length - 1);
    assertFalse(page.contains("<img src=x"));
    assertFalse(page.contains("<b>co"));
    assertFalse(page.contains("\u202E"));
    assertFalse(page.contains("\u0000"));
    assertTrue(page.contains("&lt;img src=x onerror=&quot;window.pwned=1&quot;&gt;"));
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws IOException {
    ReportBuilder.build(input(image("a", Set.of(1), TRUTH, TRUTH, 0.5)), out);
    String page = page();
    assertFalse(page.contains("http:") || page.contains("https:") || page.contains("//cdn"));
    assertFalse(page.contains("style=\""), "style attributes would break the policy");
    Matcher source = Pattern.compile("src=\"([^\"]*)\"").matcher(page);
    int sources = 0;
    while (source.find()) {
      assertTrue(Files.isRegularFile(out.resolve(source.group(1))), source.group(1));
      sources++;
    }
    assertEquals(9, sources);
  }

  @Test
  void refusesATagThatIsNoClass() {
    assertThrows(
        IllegalArgumentException.class, () -> input(image("a", Set.of(3), TRUTH, null, 0.5)));
  }

  /** Every file below the report's folder with its content. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(out)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        files.put(
            out.relativize(file).toString().replace('\\', '/'),
            new String(bytes, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }
}
