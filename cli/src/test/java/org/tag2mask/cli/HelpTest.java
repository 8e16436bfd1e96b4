package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tag2mask.cli.pipeline.PresetFiles;
import org.tag2mask.runtime.recipe.SegmentRecipe;

class HelpTest {
  /** Classes that only real work may load. */
  private static final List<String> HEAVY =
      List.of(
          " ai.djl.", " ai.onnxruntime.", " org.bytedeco.", " org.knowm.", " com.google.protobuf.");

  static Stream<List<String>> quickLines() {
    Stream<List<String>> helps =
        CommandCatalog.summaries().keySet().stream().map(name -> List.of(name, "--help"));
    return Stream.concat(
        helps,
        Stream.of(
            List.of("--help"),
            List.of("--version"),
            List.of("masks", "--no-such-option"),
            List.of("no-such-command")));
  }

  @ParameterizedTest
  @MethodSource("quickLines")
  void helpAndUsageErrorsLoadNoHeavyClassAndNoNativeLibrary(List<String> args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xlog:class+load,library=info"));
    command.add(Main.class.getName());
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertTrue(log.contains(" org.tag2mask.cli.Main "), "the log of loaded classes is missing");
    List<String> ofJava = librariesOfJava();
    for (String line : log.lines().toList()) {
      assertTrue(HEAVY.stream().noneMatch(line::contains), args + " loads " + line);
      boolean foreign =
          line.contains("Loaded library") && ofJava.stream().noneMatch(line::contains);
      assertTrue(!foreign, args + " loads " + line);
    }
  }

  /** File names of the native libraries that come with Java itself. */
  private static List<String> librariesOfJava() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("java.home")))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.matches("(lib)?.*\\.(so|dylib|dll)"))
          .toList();
    }
  }

  @Test
  void everyCommandHasHelpWithOptionsAndExamples() {
    for (String name : CommandCatalog.summaries().keySet()) {
      Said said = Said.by(name, "--help");
      assertEquals(0, said.code());
      assertTrue(said.out().startsWith("usage: tag2mask " + name), said.out());
      assertTrue(said.out().contains("\nexamples:\n  tag2mask " + name), said.out());
      assertTrue(said.out().contains("--json"), said.out());
      assertEquals(said.out(), Said.by("help", name).out());
    }
  }

  @Test
  void theHelpOfPipelineNamesEveryPresetFileThereIs() throws IOException {
    List<String> files;
    try (Stream<Path> all = Files.list(Path.of("src/main/resources/org/tag2mask/cli/preset"))) {
      files =
          all.map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yaml"))
              .map(name -> name.substring(0, name.length() - ".yaml".length()))
              .toList();
    }
    assertEquals(Set.copyOf(files), Set.copyOf(PresetFiles.names()));
    String help = Said.by("pipeline", "--help").out();
    String presets = help.substring(help.indexOf("\npresets:\n"));
    for (String name : files) {
      assertTrue(presets.contains("\n  " + name + " "), name);
      String sentence = PresetFiles.summary(name);
      assertTrue(sentence.length() > 20, name + ": " + sentence);
      assertTrue(presets.contains(sentence.substring(0, 20)), name);
    }
  }

  @Test
  void theHelpOfSegmentTellsWhatEachPresetDoes() {
    String help = Said.by("segment", "--help").out().replaceAll("\\s+", " ");
    for (String name : SegmentRecipe.names()) {
      assertTrue(help.contains(" " + name + " "), name);
    }
    assertTrue(
        help.contains(
            " cian_relabel scales 0.75, 1.0, 1.25; mirror image; mean_and_max_logits; CRF,"
                + " iterations 10; no class beyond the image's tags"),
        help);
  }

  @Test
  void theOverviewNamesEveryCommand() {
    String text = Said.by("--help").out();
    CommandCatalog.summaries()
        .forEach((name, summary) -> assertTrue(text.contains("  " + name + " "), name));
    assertEquals(2, Said.by().code());
  }

  @Test
  void unknownWordsGetTheNearestKnownOne() {
    assertUsage("there is no command 'mask' (did you mean 'masks'?)", "mask");
    assertUsage("no option --modle (did you mean '--model'?)", "masks", "--modle", "x");
    assertUsage("--labels is 'cvs' (did you mean 'csv'?)", minimal("masks", "--labels", "cvs"));
    assertUsage("did you mean 'irn'?", minimal("masks", "--preset", "irm"));
    assertUsage("did you mean 'inspect'?", "weights", "inspekt", "f");
  }

  @Test
  void missingAndSenselessOptionsAreUsageErrors() {
    assertUsage("--out", "masks", "--data", "d", "--model", "m");
    assertUsage("--data needs a value, and '--model' follows", "masks", "--data", "--model", "m");
    assertUsage("'c.jpg' belongs to no option", minimal("masks", "c.jpg"));
    assertUsage("expected a value after parameter --out", "masks", "--data", "d", "--out");
    assertUsage("exclude each other", minimal("masks", "--resume", "--no-resume"));
    assertUsage("--limit is 0", minimal("masks", "--limit", "0"));
    assertUsage("--limit is -1", minimal("masks", "--limit", "-1"));
    assertUsage("--threads is -1", minimal("masks", "--threads", "-1"));
    assertUsage("unknown device 'gpu'", minimal("masks", "--device", "gpu"));
    assertUsage("couldn't convert", minimal("masks", "--limit", "many"));
    assertUsage("--background is 'otsux'", minimal("masks", "--background", "otsux"));
    assertUsage("must be in [-1, 1]", minimal("masks", "--background", "otsu+2"));
    assertUsage("--steps is 'many'", minimal("masks", "--preset", "irn-walk", "--steps", "many"));
    assertUsage(
        "--window is 'big'", "segment", "a.jpg", "--model", "m", "--out", "o", "--window", "big");
    assertUsage(
        "long side that segmenter scales are factors of must be 16 to 8192 pixels, found 9",
        "segment",
        "a.jpg",
        "--model",
        "m",
        "--out",
        "o",
        "--long-side",
        "9");
    assertUsage("--maps is 'big'", "export", "--run", "r", "--out", "x.onnx", "--maps", "big");
    assertUsage("--background is 'x'", minimal("masks", "--background", "x"));
    assertUsage("--curve is '1:2'", "evaluate", "--data", "d", "--model", "m", "--curve", "1:2");
    assertUsage("either --masks", "evaluate", "--data", "d");
    assertUsage("either --run", "export", "--out", "x.onnx");
    assertUsage("--set is 'epochs'", "train", "--data", "d", "--out", "o", "--set", "epochs");
    assertUsage("--size is '5'", "inspect", "m.onnx", "--size", "5");
    assertUsage("inspect needs one model file, or a network", "inspect");
    assertUsage("or a network", "inspect", "m.onnx", "--network", "tiny");
    assertUsage("--classes is 0", "inspect", "--network", "tiny", "--classes", "0");
    assertUsage(
        "no pipeline preset 'camm' (did you mean 'cam'?)",
        "pipeline",
        "--data",
        "d",
        "--out",
        "o",
        "--preset",
        "camm");
    assertUsage("classes is 21", "synth", "--out", "o", "--count", "21");
  }

  private static String[] minimal(String command, String... more) {
    List<String> words =
        new ArrayList<>(List.of(command, "--data", "d", "--model", "m", "--out", "o"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static void assertUsage(String part, String... args) {
    Said said = Said.by(args);
    assertEquals(ExitCode.USAGE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
    assertEquals("", said.out());
  }
}
