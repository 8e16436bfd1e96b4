package org.tag2mask.runtime.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void replacesTheWholeContent() throws IOException {
    Path file = folder.resolve("mask.png");
    AtomicFile.writeText(file, "a long old content");
    AtomicFile.writeText(file, "new");
    assertEquals("new", Files.readString(file));
    assertEquals(List.of("mask.png"), names());
  }

  @Test
  void aFailingWriterLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("ledger.jsonl");
    AtomicFile.writeText(file, "old");
    IOException fault =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }));
    assertTrue(fault.getMessage().contains(file.toString()), fault.getMessage());
    assertTrue(fault.getMessage().contains("No space left on device"), fault.getMessage());
    assertTrue(fault.getMessage().contains("as it was before"), fault.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("ledger.jsonl"), names());
  }

  @Test
  void anErrorInTheWriterRemovesTheTemporaryFileToo() throws IOException {
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.write(
                folder.resolve("x"),
                out -> {
                  throw new IllegalStateException("bug");
                }));
    assertEquals(List.of(), names());
  }

  @Test
  void whileWritingOnlyTheTemporaryFileIsThereAndIsKnownAsOne() throws IOException {
    Path file = folder.resolve("model.onnx");
    List<String> during = new ArrayList<>();
    AtomicFile.write(
        file,
        out -> {
          out.write(1);
          during.addAll(names());
        });
    assertEquals(1, during.size());
    assertTrue(during.get(0).matches("\\.model\\.onnx\\.[0-9a-f]{16}\\.tmp"), during.get(0));
    assertTrue(AtomicFile.isTemporary(Path.of(during.get(0))));
    assertFalse(AtomicFile.isTemporary(file));
  }

  @Test
  void aChannelWriterMaySeek() throws IOException {
    Path file = folder.resolve("weights");
    AtomicFile.writeChannel(
        file,
        channel -> {
          channel.write(ByteBuffer.wrap(new byte[] {0, 0, 7}));
          channel.write(ByteBuffer.wrap(new byte[] {9}), 0);
        });
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(9, bytes[0]);
    assertEquals(7, bytes[2]);
  }

  @Test
  void aMissingFolderIsNamed() {
    IOException fault =
        assertThrows(
            IOException.class, () -> AtomicFile.writeText(folder.resolve("no/mask.png"), "x"));
    assertTrue(fault.getMessage().contains("create " + folder.resolve("no")), fault.getMessage());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
