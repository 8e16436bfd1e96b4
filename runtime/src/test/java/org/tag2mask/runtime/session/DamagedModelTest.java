package org.tag2mask.runtime.session;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.TestModels;

/** Model files that are cut, flipped, or made to exhaust memory and time. */
class DamagedModelTest {
  private static final long MAX_ALLOCATED = 1 << 20;
  private static final long MAX_NANOS = 2_000_000_000L;

  @TempDir Path folder;

  /** A cut between two whole fields of the model leaves a smaller model; all others are found. */
  @Test
  void everyCutWithinAFieldIsRefusedWithTheNameOfTheFile() throws IOException {
    byte[] sound = TestModels.bytes("colours");
    Set<Integer> borders = borders(sound);
    assertTrue(borders.size() < 20, "most cuts are within fields");
    for (int length = 0; length < sound.length; length++) {
      if (length > 0 && borders.contains(length)) {
        continue;
      }
      Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(sound, length));
      Tag2MaskException fault =
          assertThrows(Tag2MaskException.class, () -> OnnxModel.open(cut, TestModels.CPU).close());
      assertTrue(fault.getMessage().contains(cut.toString()), fault.getMessage());
    }
  }

  /** Where the fields of the outermost message begin: each is a tag and a number or a length. */
  private static Set<Integer> borders(byte[] model) {
    Set<Integer> borders = new HashSet<>();
    int at = 0;
    while (at < model.length) {
      borders.add(at);
      boolean bytes = (model[at++] & 7) == 2;
      int value = 0;
      for (int shift = 0; ; shift += 7) {
        value |= (model[at] & 0x7f) << shift;
        if (model[at++] >= 0) {
          break;
        }
      }
      at += bytes ? value : 0;
    }
    return borders;
  }

  @Test
  void everyMutationIsWalkedOverOrRefusedWithinBounds() {
    byte[] sound = TestModels.bytes("colours");
    Random random = new Random(17);
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] bytes = mutated(sound, random);
      long before = allocated();
      long start = System.nanoTime();
      try {
        ModelFile.of(bytes, "mutated");
      } catch (ModelContractException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        fail(HexFormat.of().formatHex(bytes), e);
      }
      assertTrue(allocated() - before < MAX_ALLOCATED, () -> HexFormat.of().formatHex(bytes));
      assertTrue(System.nanoTime() - start < MAX_NANOS, () -> HexFormat.of().formatHex(bytes));
    }
    assertTrue(refused > 400 && refused < 4000, refused + " refused");
  }

  @Test
  void mutationsThatPassTheWalkAreOpenedOrRefusedByTheRuntime() {
    byte[] sound = TestModels.bytes("colours");
    Random random = new Random(18);
    int opened = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bytes = mutated(sound, random);
      try (OnnxModel model = OnnxModel.open(bytes, "mutated", TestModels.CPU)) {
        opened += model.contract() == null ? 0 : 1;
      } catch (Tag2MaskException e) {
        assertTrue(e.getMessage().contains("mutated"), e.getMessage());
      }
    }
    assertTrue(opened > 0 && opened < 300, opened + " opened");
  }

  @Test
  void messagesNestedWithoutEndAreRefused() {
    // model.graph.node.attribute.graph.node...: each level two to five bytes longer
    byte[] inner = {};
    for (int i = 0; i < 3000; i++) {
      byte[] field = {0x32, 0x2a, 0x0a};
      inner = wrapped(field[i % 3], inner);
    }
    byte[] nested = wrapped((byte) 0x3a, inner);
    String message =
        assertThrows(ModelContractException.class, () -> ModelFile.of(nested, "nested"))
            .getMessage();
    assertTrue(message.contains("it is no complete ONNX file"), message);
  }

  private static byte[] wrapped(byte tag, byte[] content) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    while (length >= 0x80) {
      out.write(length & 0x7f | 0x80);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] mutated(byte[] sound, Random random) {
    byte[] bytes =
        random.nextInt(4) == 0
            ? Arrays.copyOf(sound, 1 + random.nextInt(sound.length))
            : sound.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? (byte) (bytes[at] ^ 1 << random.nextInt(8))
              : (byte) new int[] {0, 1, 0x7f, 0x80, 0xff}[random.nextInt(5)];
    }
    return bytes;
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
