package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.walk.Offset;
import org.tag2mask.runtime.walk.WalkMode;

/**
 * Pair labels and pair losses against the public code of AffinityNet and IRNet. See {@code
 * trainer/golden/affinity/README.md}.
 */
class GoldenPairLossTest {
  private static final double TOLERANCE = 1e-5;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void pairsOfAffinityNetAreCountedAsInThePublicCode() throws IOException {
    assertEquals(new PairLabels.Counts(1749, 886, 1964), psaLabels().counts());
  }

  @Test
  void pairsOfIrnAreCountedAsInThePublicCode() throws IOException {
    LabelMap map = GoldenArrays.labels("irn_aff_label_r10__label", 32);
    PairLabels labels = new PairLabels(List.of(map), 10, WalkMode.COMPAT);
    assertEquals(new PairLabels.Counts(10443, 7651, 20583), labels.counts());
  }

  @Test
  void everyPairOfAffinityNetIsOfThePublicKind() throws IOException {
    String path = "labels/psa_aff_label_20__";
    assertKinds(
        psaLabels(),
        order("psa_offsets_r5__search_dist_r5"),
        1,
        GoldenArrays.readBeside(path + "bg_pos"),
        GoldenArrays.readBeside(path + "fg_pos"),
        GoldenArrays.readBeside(path + "neg"));
  }

  @Test
  void everyFifthPairOfIrnIsOfThePublicKind() throws IOException {
    String path = "labels/irn_aff_label_r10__";
    LabelMap map = GoldenArrays.labels("irn_aff_label_r10__label", 32);
    assertKinds(
        new PairLabels(List.of(map), 10, WalkMode.COMPAT),
        order("irn_paths_r10__search_dst"),
        5,
        GoldenArrays.readBeside(path + "bg_pos"),
        GoldenArrays.readBeside(path + "fg_pos"),
        GoldenArrays.readBeside(path + "neg"));
  }

  @Test
  void affinitiesCostWhatTheyCostInThePublicCode() throws IOException {
    PairLabels labels = psaLabels();
    Map<Offset, Integer> order = order("psa_offsets_r5__search_dist_r5");
    PairLabels.Planes planes = labels.planes(manager);
    AffinityTerms terms = new AffinityTerms(manager, labels.counts());
    for (PairGroup group : labels.groups()) {
      int sources = group.sources().cells();
      float[] affinity = new float[sources];
      int first = order.get(group.offset()) * sources;
      for (int i = 0; i < sources; i++) {
        affinity[i] = (float) (0.5 + 0.45 * s("psa_aff_label_20.aff", first + i));
      }
      Shape shape = new Shape(1, 1, group.sources().rows(), group.sources().columns());
      terms.add(manager.create(affinity, shape), planes.masks(group));
    }
    PairLoss loss = PairLoss.of(terms.terms());
    assertClose(0.893116951 / 4, loss.terms().get("background"));
    assertClose(0.860755384 / 4, loss.terms().get("foreground"));
    assertClose(0.909727931 / 2, loss.terms().get("different"));
    assertClose(0.893332064, loss.total());
  }

  @Test
  void irnCostsWhatItCostsInThePublicCode() throws IOException {
    LabelMap map = GoldenArrays.labels("irn_aff_label_r10__label", 32);
    PairLabels labels = new PairLabels(List.of(map, map), 10, WalkMode.COMPAT);
    NDArray edge =
        manager.create(GoldenArrays.read("irn_aff_loss_r10__edge_logits"), new Shape(2, 1, 32, 32));
    NDArray displacement =
        manager.create(GoldenArrays.read("irn_aff_loss_r10__dp"), new Shape(2, 2, 32, 32));
    PairLoss boundary = BoundaryLoss.of(edge, labels);
    assertClose(0.97980528 / 4, boundary.terms().get("background"));
    assertClose(1.02396258 / 4, boundary.terms().get("foreground"));
    assertClose(0.479264315 / 2, boundary.terms().get("different"));
    PairLoss places = DisplacementLoss.of(displacement, labels);
    assertClose(3.43729603 / 2, places.terms().get("displacement_foreground"));
    assertClose(0.370866603 / 2, places.terms().get("displacement_background"));
    assertClose(2.64465544, boundary.total().add(places.total()));
  }

  private static PairLabels psaLabels() throws IOException {
    LabelMap map = GoldenArrays.labels("psa_aff_label_20__label", 20);
    return new PairLabels(List.of(map), 5, WalkMode.COMPAT);
  }

  /** Compares all kinds of pairs with {@code [offsets][sources]} of the public code, every n-th. */
  private void assertKinds(
      PairLabels labels, Map<Offset, Integer> order, int every, float[]... golden) {
    PairLabels.Planes planes = labels.planes(manager);
    assertEquals(order.size(), labels.groups().size());
    int sources = labels.groups().get(0).sources().cells();
    float[][] ours = new float[golden.length][order.size() * sources];
    for (PairGroup group : labels.groups()) {
      PairLabels.Masks masks = planes.masks(group);
      NDArray[] kinds = {masks.background(), masks.foreground(), masks.different()};
      int first = order.get(group.offset()) * sources;
      for (int kind = 0; kind < kinds.length; kind++) {
        System.arraycopy(kinds[kind].toFloatArray(), 0, ours[kind], first, sources);
      }
    }
    for (int kind = 0; kind < golden.length; kind++) {
      float[] some = new float[golden[kind].length];
      for (int i = 0; i < some.length; i++) {
        some[i] = ours[kind][i * every];
      }
      assertArrayEquals(golden[kind], some, "kind " + kind);
    }
  }

  /** The place of each offset (dy, dx) in the public order. */
  private static Map<Offset, Integer> order(String name) throws IOException {
    float[] offsets = GoldenArrays.read(name);
    Map<Offset, Integer> order = new HashMap<>();
    for (int i = 0; i < offsets.length / 2; i++) {
      order.put(new Offset((int) offsets[2 * i], (int) offsets[2 * i + 1]), i);
    }
    return order;
  }

  private static void assertClose(double expected, NDArray found) {
    assertEquals(expected, found.getFloat(), TOLERANCE * expected);
  }

  /** The hash that the inputs of the golden runs come from, in (-1, 1). */
  private static double s(String name, int i) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    int x = i * 0x9E3779B1 + (int) crc.getValue();
    x ^= x >>> 16;
    x *= 0x7feb352d;
    x ^= x >>> 15;
    x *= 0x846ca68b;
    x ^= x >>> 16;
    return (Integer.toUnsignedLong(x) + 0.5) / 2147483648.0 - 1.0;
  }
}
