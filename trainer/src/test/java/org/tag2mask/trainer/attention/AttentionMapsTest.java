package org.tag2mask.trainer.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tag2mask.trainer.TrainingException;

class AttentionMapsTest {
  private static final float[][] EPOCHS = {
    {0.2f, 0.8f, 0.4f, 1}, {0.6f, 0.4f, 0, 0.5f}, {0.4f, 1, 0.2f, 0.25f}
  };

  @TempDir Path folder;

  private static AttentionMaps gathered(AttentionRule rule) {
    AttentionMaps maps = AttentionMaps.none(2, 2, rule);
    for (int epoch = 0; epoch < EPOCHS.length; epoch++) {
      maps = maps.with(10L * epoch, Map.of(3, EPOCHS[epoch]));
    }
    return maps;
  }

  private static float[] values(AttentionRule rule) {
    return gathered(rule).classes().get(3).values();
  }

  @Test
  void eachRuleIsThatOfItsName() {
    assertArrayEquals(new float[] {0.6f, 1, 0.4f, 1}, values(AttentionRule.MAX), 1e-6f);
    assertArrayEquals(
        new float[] {0.4f, 2.2f / 3, 0.2f, 1.75f / 3}, values(AttentionRule.MEAN), 1e-6f);
    float[] harmonic = {
      (float) (3 / (1 / 0.2 + 1 / 0.6 + 1 / 0.4)),
      (float) (3 / (1 / 0.8 + 1 / 0.4 + 1)),
      0,
      (float) (3 / (1 + 2 + 4.0))
    };
    assertArrayEquals(harmonic, values(AttentionRule.HARMONIC), 1e-6f);
    assertEquals(3, gathered(AttentionRule.MEAN).classes().get(3).count());
  }

  @ParameterizedTest
  @EnumSource(AttentionRule.class)
  void aStepThatIsMadeAgainAfterACrashChangesNothing(AttentionRule rule) {
    AttentionMaps maps = gathered(rule);
    assertSame(maps, maps.with(20, Map.of(3, EPOCHS[2])));
    assertSame(maps, maps.with(0, Map.of(3, EPOCHS[0])));
  }

  @ParameterizedTest
  @EnumSource(AttentionRule.class)
  void theFileKeepsEverything(AttentionRule rule) {
    AttentionFolder store = new AttentionFolder(folder);
    AttentionMaps maps = gathered(rule).with(77, Map.of(0, new float[] {0, 1, 1 / 3f, 0.1f}));
    store.write("a/b", maps);
    AttentionMaps read = store.read("a/b").orElseThrow();
    assertEquals(77, read.step());
    assertEquals(rule, read.rule());
    assertEquals(maps.classes().keySet(), read.classes().keySet());
    maps.classes()
        .forEach(
            (channel, map) -> {
              assertEquals(map.count(), read.classes().get(channel).count());
              assertArrayEquals(map.values(), read.classes().get(channel).values());
            });
  }

  @Test
  void theLargestIsKeptInAByteACell() throws IOException {
    AttentionFolder store = new AttentionFolder(folder);
    AttentionMaps maps =
        AttentionMaps.none(32, 32, AttentionRule.MAX).with(1, Map.of(0, new float[1024]));
    store.write("x", maps);
    assertTrue(Files.size(folder.resolve("x.maps")) < 1024 + 64);
  }

  @Test
  void aDamagedFileIsRefusedWhereverItIsDamaged() throws IOException {
    AttentionFolder store = new AttentionFolder(folder);
    store.write("x", gathered(AttentionRule.MAX));
    Path file = folder.resolve("x.maps");
    byte[] sound = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int i = 0; i < sound.length; i++) {
      byte[] flipped = sound.clone();
      flipped[i] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, flipped);
      TrainingException e = assertThrows(TrainingException.class, () -> store.read("x"));
      assertTrue(e.getMessage().contains("restart the training"), e.getMessage());
      Files.write(file, java.util.Arrays.copyOf(sound, i));
      assertThrows(TrainingException.class, () -> store.read("x"));
    }
  }

  @Test
  void anIdThatLeadsOutOfTheFolderIsRefused() {
    AttentionFolder store = new AttentionFolder(folder.resolve("maps"));
    TrainingException e = assertThrows(TrainingException.class, () -> store.read("../secret"));
    assertTrue(e.getMessage().contains("leads out of"), e.getMessage());
  }
}
