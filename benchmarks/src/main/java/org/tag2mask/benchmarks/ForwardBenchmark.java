package org.tag2mask.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.exporter.ModelDescription;
import org.tag2mask.exporter.OnnxExporter;
import org.tag2mask.models.cost.NetworkCost;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.contract.ClassNames;

/**
 * Forward passes of exported networks in ONNX Runtime, with what folding of batch normalisation and
 * ONNX Runtime's own graph optimisation are worth, beside the machine's matrix-product rate. All
 * variants of a network are run in turn, so that a busy moment hits all.
 */
final class ForwardBenchmark {
  private static final int MATRIX = 2048;
  private static final int WARM_UP = 2;
  private static final int CLASSES = 20;
  private static final int[] SIDES = {224, 448};
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  /** Trunks under a {@code cam} head. */
  private static final List<String> NETWORKS =
      List.of(
          "resnet50[output_stride=16]",
          "deit_small",
          "mobilenet_v2[output_stride=16,batch_norm=yes]");

  private ForwardBenchmark() {}

  static void run(List<String> arguments) throws Exception {
    int rounds = arguments.isEmpty() ? 9 : Integer.parseInt(arguments.get(0));
    double rate = rate();
    System.out.printf(
        Locale.ROOT,
        "matrix product %d x %d x %d in float32, %d threads: %.1f GFLOP/s%n",
        MATRIX,
        MATRIX,
        MATRIX,
        THREADS,
        rate);
    for (String network : NETWORKS) {
      measure(network, rounds, rate);
    }
  }

  private static void measure(String text, int rounds, double rate) throws Exception {
    Network network = Networks.build(NetworkSpec.parse(text, "cam", CLASSES));
    byte[] folded =
        OnnxExporter.export(
                network,
                ParameterSet.initial(network.graph().parameters(), 0),
                ModelDescription.of("benchmark", ClassNames.of(names())),
                ExportOptions.plain())
            .bytes();
    byte[] unfolded = UnfoldedNorms.of(folded).orElse(null);
    Map<String, OrtSession> sessions = new LinkedHashMap<>();
    try {
      sessions.put("optimised by ONNX Runtime", session(folded, OptLevel.ALL_OPT));
      sessions.put("as exported", session(folded, OptLevel.NO_OPT));
      if (unfolded != null) {
        sessions.put("norms not folded, optimised", session(unfolded, OptLevel.ALL_OPT));
        sessions.put("norms not folded, as it is", session(unfolded, OptLevel.NO_OPT));
      }
      for (int side : SIDES) {
        requireSame(sessions, side);
        double gigaFlop = 2e-9 * NetworkCost.of(network.graph(), side, side).multiplyAdds();
        seconds(sessions, side, rounds)
            .forEach(
                (name, seconds) ->
                    System.out.printf(
                        Locale.ROOT,
                        "%s at %d, %s: %.1f ms, %.1f GFLOP/s, %.0f %% of the matrix product%n",
                        text,
                        side,
                        name,
                        1000 * seconds,
                        gigaFlop / seconds,
                        100 * gigaFlop / seconds / rate));
      }
    } finally {
      for (OrtSession session : sessions.values()) {
        session.close();
      }
    }
  }

  /** Median seconds of a pass of each. */
  private static Map<String, Double> seconds(Map<String, OrtSession> sessions, int side, int rounds)
      throws OrtException {
    Map<String, double[]> all = new LinkedHashMap<>();
    sessions.keySet().forEach(name -> all.put(name, new double[rounds]));
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Map.Entry<String, OrtSession> entry : sessions.entrySet()) {
        long start = System.nanoTime();
        map(entry.getValue(), side);
        if (round >= 0) {
          all.get(entry.getKey())[round] = (System.nanoTime() - start) / 1e9;
        }
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    all.forEach((name, times) -> medians.put(name, Machine.median(times)));
    return medians;
  }

  /** Variants that compute something else would say nothing. */
  private static void requireSame(Map<String, OrtSession> sessions, int side) throws OrtException {
    float[] first = null;
    for (Map.Entry<String, OrtSession> entry : sessions.entrySet()) {
      float[] map = map(entry.getValue(), side);
      first = first == null ? map : first;
      double largest = 0;
      double difference = 0;
      for (int i = 0; i < map.length; i++) {
        largest = Math.max(largest, first[i]);
        difference = Math.max(difference, Math.abs(map[i] - first[i]));
      }
      if (!(difference <= 1e-3 * largest)) {
        throw new IllegalStateException(
            entry.getKey() + " differs by " + difference + " of " + largest);
      }
    }
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of("background"));
    for (int i = 1; i <= CLASSES; i++) {
      names.add("class" + i);
    }
    return names;
  }

  private static OrtSession session(byte[] model, OptLevel level) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(level);
      options.setIntraOpNumThreads(THREADS);
      return OrtEnvironment.getEnvironment().createSession(model, options);
    }
  }

  /** The maps {@code cam} of one picture of noise. */
  private static float[] map(OrtSession session, int side) throws OrtException {
    ByteBuffer pixels = ByteBuffer.allocateDirect(3 * side * side);
    for (int i = 0; i < pixels.capacity(); i++) {
      pixels.put(i, (byte) (i * 31 >> 2));
    }
    try (OnnxTensor image =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                pixels,
                new long[] {1, side, side, 3},
                OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("image", image))) {
      FloatBuffer values = ((OnnxTensor) result.get("cam").orElseThrow()).getFloatBuffer();
      float[] map = new float[values.remaining()];
      values.get(map);
      return map;
    }
  }

  /** Floating-point operations a second of the training engine's matrix product, in billions. */
  private static double rate() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray a = manager.randomNormal(new Shape(MATRIX, MATRIX));
      double[] seconds = new double[9];
      for (int i = -WARM_UP; i < seconds.length; i++) {
        long start = System.nanoTime();
        try (NDArray product = a.matMul(a)) {
          product.getFloat(0, 0);
        }
        if (i >= 0) {
          seconds[i] = (System.nanoTime() - start) / 1e9;
        }
      }
      return 2e-9 * MATRIX * MATRIX * MATRIX / Machine.median(seconds);
    }
  }
}
