package org.tag2mask.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
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
 * Forward passes of exported networks in ONNX Runtime on all cores, with what folding of batch
 * normalisation and ONNX Runtime's own graph optimisation are worth, beside the machine's
 * matrix-product rate. All variants of a network are run in turn, so that a busy moment hits all.
 */
final class ForwardBenchmark {
  private static final int MATRIX = 2048;
  private static final int WARM_UP = 2;

  private ForwardBenchmark() {}

  /** A network to run, in its text form, and its head. */
  private record Case(String network, String head) {}

  static void run(List<String> arguments) throws Exception {
    int rounds = arguments.isEmpty() ? 9 : Integer.parseInt(arguments.get(0));
    List<Case> cases =
        List.of(
            new Case("resnet50[output_stride=16]", "cam"),
            new Case("deit_small", "cam"),
            new Case("mobilenet_v2[output_stride=16]", "cam"));
    System.out.printf(
        Locale.ROOT, "matrix product %d x %d x %d: %.1f GFLOP/s%n", MATRIX, MATRIX, MATRIX, rate());
    for (Case one : cases) {
      for (int side : new int[] {224, 448}) {
        measure(one, side, rounds);
      }
    }
  }

  private static void measure(Case one, int side, int rounds) throws OrtException {
    Network network = Networks.build(NetworkSpec.parse(one.network(), one.head(), 20));
    ParameterSet parameters = ParameterSet.initial(network.graph().parameters(), 0);
    byte[] folded =
        OnnxExporter.export(
                network,
                parameters,
                ModelDescription.of("benchmark", ClassNames.of(names())),
                ExportOptions.plain())
            .bytes();
    Map<String, OrtSession> sessions = new LinkedHashMap<>();
    sessions.put("optimised by ONNX Runtime", session(folded, OptLevel.ALL_OPT));
    sessions.put("as exported", session(folded, OptLevel.NO_OPT));
    try {
      Map<String, double[]> seconds = new LinkedHashMap<>();
      sessions.keySet().forEach(name -> seconds.put(name, new double[rounds]));
      for (int round = -WARM_UP; round < rounds; round++) {
        for (Map.Entry<String, OrtSession> entry : sessions.entrySet()) {
          double time = once(entry.getValue(), side);
          if (round >= 0) {
            seconds.get(entry.getKey())[round] = time;
          }
        }
      }
      double gigaFlop = 2e-9 * NetworkCost.of(network.graph(), side, side).multiplyAdds();
      seconds.forEach(
          (name, times) -> {
            double median = Machine.median(times);
            System.out.printf(
                Locale.ROOT,
                "%s at %d, %s: %.1f ms, %.1f GFLOP/s%n",
                one.network(),
                side,
                name,
                1000 * median,
                gigaFlop / median);
          });
    } finally {
      for (OrtSession session : sessions.values()) {
        session.close();
      }
    }
  }

  private static List<String> names() {
    List<String> names = new java.util.ArrayList<>(List.of("background"));
    for (int i = 1; i <= 20; i++) {
      names.add("class" + i);
    }
    return names;
  }

  private static OrtSession session(byte[] model, OptLevel level) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(level);
      return OrtEnvironment.getEnvironment().createSession(model, options);
    }
  }

  private static double once(OrtSession session, int side) throws OrtException {
    ByteBuffer pixels = ByteBuffer.allocateDirect(3 * side * side);
    for (int i = 0; i < pixels.capacity(); i++) {
      pixels.put(i, (byte) (i * 31));
    }
    long start = System.nanoTime();
    try (OnnxTensor image =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                pixels,
                new long[] {1, side, side, 3},
                ai.onnxruntime.OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("image", image))) {
      double seconds = (System.nanoTime() - start) / 1e9;
      if (result.size() == 0) {
        throw new IllegalStateException("the model has no output");
      }
      return seconds;
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
