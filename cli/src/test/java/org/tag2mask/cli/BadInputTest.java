package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.image.LabelMap;

/** Everything a user can get wrong, from the command line: exit code and message. */
class BadInputTest {
  @TempDir Path temp;
  private Bench bench;
  private Path out;

  @BeforeEach
  void layOut() throws IOException {
    bench = new Bench(temp);
    out = temp.resolve("masks");
  }

  private static void assertRefused(Said said, String... parts) {
    assertEquals(ExitCode.NOTHING_DONE, said.code(), said.err());
    for (String part : parts) {
      assertTrue(said.err().contains(part), said.err());
    }
    assertFalse(said.err().contains("\tat "), "a stack trace without --debug: " + said.err());
    assertFalse(said.err().contains("fault in tag2mask itself"), said.err());
  }

  private String ledger() throws IOException {
    return Files.readString(out.resolve("ledger.jsonl"));
  }

  @Test
  void aMissingDataSet() {
    Said said =
        Said.by(
            "masks",
            "--data",
            temp + "/nowhere",
            "--model",
            bench.model.toString(),
            "--out",
            out.toString());
    assertRefused(said, "nowhere", "does not exist");
    assertFalse(Files.exists(out));
  }

  @Test
  void anEmptyDataSetOrSplit() throws IOException {
    Path empty = Files.createDirectories(temp.resolve("empty"));
    assertRefused(
        Said.by(
            "masks",
            "--data",
            empty.toString(),
            "--split",
            "all",
            "--model",
            bench.model.toString(),
            "--out",
            out.toString()),
        "empty");
    Files.writeString(bench.data.resolve("ImageSets/Segmentation/train.txt"), "");
    assertRefused(bench.masks(out), "train.txt is empty");
    assertRefused(bench.masks(out, "--split", "tset"), "tset");
  }

  @Test
  void aTagThatIsNoClass() throws IOException {
    Path csv = bench.data.resolve("labels.csv");
    String text = Files.readString(csv);
    Files.writeString(csv, text.replaceFirst("(?m)^train_000002,.*$", "train_000002,red-rigns"));
    assertRefused(bench.masks(out), "labels.csv line", "red-rigns", "did you mean 'red-rings'?");
  }

  @Test
  void brokenImagesAreNamedInTheLedgerAndTheOthersGetMasks() throws IOException {
    Files.delete(bench.image("train_000000"));
    byte[] png = Files.readAllBytes(bench.image("train_000001"));
    Files.write(bench.image("train_000001"), Arrays.copyOf(png, png.length / 2));
    Files.writeString(bench.image("train_000002"), "this is no image");
    Files.write(bench.image("train_000003"), bomb(60000, 60000));
    Said said = bench.masks(out);
    assertEquals(ExitCode.SOME_FAILED, said.code(), said.err());
    assertTrue(said.out().contains("2 made, 0 kept, 4 failed"), said.out());
    List<String> lines = ledger().lines().toList();
    assertEquals(6, lines.size());
    assertLine("train_000000", "image-missing");
    assertLine("train_000001", "image-truncated");
    assertLine("train_000002", "not-an-image");
    assertLine("train_000003", "image-too-large");
    assertTrue(Files.exists(out.resolve("train_000004.png")));
    assertTrue(said.err().contains("train_000003 got no mask (image-too-large)"), said.err());
  }

  private void assertLine(String id, String error) throws IOException {
    String line = ledger().lines().filter(l -> l.contains("\"" + id + "\"")).findFirst().get();
    assertTrue(line.contains("\"error\":\"" + error + "\""), line);
  }

  /** A PNG of some bytes that claims to be huge. */
  private static byte[] bomb(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(17);
    header.put("IHDR".getBytes(StandardCharsets.US_ASCII));
    header.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(header.array());
    ByteBuffer file = ByteBuffer.allocate(33 + 12);
    file.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    file.putInt(13).put(header.array()).putInt((int) crc.getValue());
    file.putInt(0).put("IEND".getBytes(StandardCharsets.US_ASCII));
    file.putInt(0xAE426082);
    return file.array();
  }

  @Test
  void onlyBrokenImagesMeanNothingDone() throws IOException {
    for (int i = 0; i < 6; i++) {
      Files.writeString(bench.image("train_00000" + i), "no image");
    }
    Said said = bench.masks(out);
    assertEquals(ExitCode.NOTHING_DONE, said.code());
    assertEquals(6, ledger().lines().count());
  }

  @Test
  void aTrueMaskOfAnotherSizeOrWithAnIndexBeyondTheClasses() throws IOException {
    bench.masks(out);
    PalettePng.write(bench.truth("train_000000"), LabelMap.filled(10, 10, 1));
    PalettePng.write(bench.truth("train_000001"), LabelMap.filled(64, 48, 9));
    Said said = Said.by("evaluate", "--data", bench.data.toString(), "--masks", out.toString());
    assertEquals(ExitCode.SOME_FAILED, said.code(), said.err());
    assertTrue(said.out().contains("4 images"), said.out());
    assertTrue(said.err().contains("index 9"), said.err());
    assertTrue(said.err().contains("10 x 10"), said.err());
  }

  @Test
  void noTrueMaskOrNoMaskFolderToEvaluate() throws IOException {
    assertRefused(
        Said.by("evaluate", "--data", bench.data.toString(), "--masks", out.toString()),
        "mask folder",
        "does not exist");
    bench.masks(out);
    for (int i = 0; i < 6; i++) {
      Files.delete(bench.truth("train_00000" + i));
    }
    assertRefused(
        Said.by("evaluate", "--data", bench.data.toString(), "--masks", out.toString()),
        "has no true masks");
  }

  @Test
  void aModelThatIsNoneOrTellsNoContract() throws IOException {
    Path text = Files.writeString(temp.resolve("text.onnx"), "not a model at all");
    assertRefused(Said.by("inspect", text.toString()), "text.onnx");
    assertRefused(Said.by("inspect", temp + "/missing.onnx"), "missing.onnx");
    byte[] whole = Files.readAllBytes(bench.model);
    Path cut = Files.write(temp.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
    assertRefused(Said.by("inspect", cut.toString()), "cut.onnx");
    // The same model with its metadata keys made foreign.
    byte[] foreign = whole.clone();
    byte[] key = "tag2mask.".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + key.length < foreign.length; i++) {
      if (Arrays.equals(foreign, i, i + key.length, key, 0, key.length)) {
        foreign[i] = 'T';
      }
    }
    Path bare = Files.write(temp.resolve("bare.onnx"), foreign);
    assertRefused(Said.by("inspect", bare.toString()), "bare.onnx");
  }

  @Test
  void aModelOfOtherClasses() throws IOException {
    Bench.writeModel(bench.model, ClassList.ofTags(List.of("a", "b", "c")));
    assertRefused(bench.masks(out), "has 3 classes [a, b, c]", "the data set 2");
    Bench.writeModel(bench.model, ClassList.ofTags(List.of("red-rings", "blue")));
    assertRefused(bench.masks(out), "class 2 is 'blue' in model", "'blue-checks' in the data set");
    assertFalse(Files.exists(out));
  }

  @Test
  void anOutputThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "in the way");
    assertRefused(bench.masks(file.resolve("masks")), "cannot write to the mask folder");
    assertRefused(Said.by("synth", "--out", file.toString(), "--train", "1", "--val", "0"), "file");
    assertEquals("in the way", Files.readString(file));
  }

  @Test
  void aWeightsFileThatIsCutOffOrLiesAboutItsOffsets() throws IOException {
    byte[] whole = Files.readAllBytes(bench.weights);
    Path cut = Files.write(temp.resolve("cut.safetensors"), Arrays.copyOf(whole, whole.length - 7));
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    // One tensor claims to begin where another one does.
    String lie = text.replaceFirst("\"data_offsets\":\\[\\d", "\"data_offsets\":[9");
    Path lying =
        Files.write(temp.resolve("lying.safetensors"), lie.getBytes(StandardCharsets.ISO_8859_1));
    Path onnx = temp.resolve("out.onnx");
    for (Path bad : List.of(cut, lying)) {
      assertRefused(Said.by("weights", "inspect", bad.toString()), bad.getFileName().toString());
      assertRefused(
          Said.by(
              "export",
              "--network",
              "tiny[width=8]",
              "--weights",
              bad.toString(),
              "--classes",
              "2",
              "--out",
              onnx.toString()),
          bad.getFileName().toString());
      assertRefused(
          Said.by(
              "train",
              "--data",
              bench.data.toString(),
              "--network",
              "tiny[width=8]",
              "--weights",
              bad.toString(),
              "--out",
              temp + "/run"),
          bad.getFileName().toString());
    }
    assertFalse(Files.exists(onnx));
  }

  @Test
  void weightsOfAnotherNetwork() {
    assertRefused(
        Said.by(
            "export",
            "--network",
            "tiny[width=16]",
            "--weights",
            bench.weights.toString(),
            "--classes",
            "2",
            "--out",
            temp + "/x.onnx"),
        "does not fit the network");
    assertRefused(
        Said.by(
            "export",
            "--network",
            "tinny",
            "--weights",
            bench.weights.toString(),
            "--classes",
            "2",
            "--out",
            temp + "/x.onnx"),
        "tinny");
    assertFalse(Files.exists(temp.resolve("x.onnx")));
  }

  @Test
  void aMaskFolderOfOtherSettings() throws IOException {
    assertEquals(0, bench.masks(out).code());
    String before = ledger();
    assertRefused(
        bench.masks(out, "--background", "0.4"),
        "made with other settings",
        "recipe.background.threshold: 0.15 there, 0.4 now",
        "--no-resume");
    assertEquals(before, ledger());
    assertEquals(0, bench.masks(out, "--background", "0.4", "--no-resume").code());
  }

  @Test
  void aRunFolderThatHoldsNoTraining() throws IOException {
    Path run = Files.createDirectories(temp.resolve("run"));
    assertRefused(
        Said.by("export", "--run", run.toString(), "--out", temp + "/x.onnx"),
        "best.safetensors does not exist");
  }

  @Test
  void aConfigurationThatCannotBeUnderstood() throws IOException {
    Path yaml = temp.resolve("mine.yaml");
    Files.writeString(yaml, "preset: cam\ntrain:\n  epoch: 3\n");
    assertRefused(pipeline(yaml), "unknown setting 'epoch'");
    Files.writeString(yaml, "preset: cam\nmask:\n  recipe: irn\n");
    assertRefused(pipeline(yaml), "mask");
    Files.writeString(yaml, "train: [1, 2\n");
    assertRefused(pipeline(yaml), "mine.yaml at line", "not valid YAML");
    Files.writeString(yaml, "masks:\n  recipe: irm\n");
    assertRefused(pipeline(yaml), "did you mean 'irn'?");
  }

  private Said pipeline(Path yaml) {
    return Said.by(
        "pipeline",
        "--config",
        yaml.toString(),
        "--data",
        bench.data.toString(),
        "--out",
        temp + "/work");
  }

  @Test
  void debugShowsTheStackAndJsonTellsErrorsAsLines() {
    Said debug = Said.by("inspect", temp + "/missing.onnx", "--debug");
    assertTrue(debug.err().contains("\tat org.tag2mask."), debug.err());
    Said json = Said.by("inspect", temp + "/missing.onnx", "--json");
    assertEquals(ExitCode.NOTHING_DONE, json.code());
    assertTrue(json.out().startsWith("{\"event\":\"error\",\"message\":\""), json.out());
  }
}
