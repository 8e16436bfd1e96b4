package org.tag2mask.exporter;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * Runs a model file on made-up pictures, in whichever ONNX Runtime is on the class path. Knows the
 * JDK and ONNX Runtime alone, so that it can be started with another version.
 */
final class ModelRun {
  private static final int BATCH = 2;
  private static final int[][] SIZES = {{65, 49}, {33, 80}};

  private ModelRun() {}

  /**
   * An output.
   *
   * @param shape its sizes
   * @param values in C order
   */
  record Output(long[] shape, float[] values) {}

  /**
   * Says its version, then reads paths of models from standard input; answers each with {@code ok},
   * the outputs beside the model, or with what went wrong.
   */
  public static void main(String[] arguments) throws IOException {
    System.out.println(OrtEnvironment.getEnvironment().getVersion());
    BufferedReader paths =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String path = paths.readLine(); path != null; path = paths.readLine()) {
      String answer;
      try {
        write(of(Path.of(path)), outputs(Path.of(path)));
        answer = "ok";
      } catch (OrtException e) {
        answer = String.valueOf(e.getMessage()).replace('\n', ' ');
      }
      System.out.println(answer);
    }
  }

  /** Where {@link #main} leaves the outputs of a model. */
  static Path outputs(Path model) {
    return model.resolveSibling(model.getFileName() + ".outputs");
  }

  /** The outputs of a model on two pictures, by name; each input has pictures of its own size. */
  static Map<String, Output> of(Path model) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try (OrtSession session = environment.createSession(model.toString())) {
      int number = 0;
      for (String name : new TreeSet<>(session.getInputNames())) {
        int[] size = SIZES[number++];
        byte[] pixels = new byte[BATCH * size[0] * size[1] * 3];
        new Random(number).nextBytes(pixels);
        ByteBuffer buffer = ByteBuffer.allocateDirect(pixels.length).put(pixels).rewind();
        long[] shape = {BATCH, size[0], size[1], 3};
        inputs.put(name, OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.UINT8));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        Map<String, Output> outputs = new LinkedHashMap<>();
        for (String name : session.getOutputNames()) {
          OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
          FloatBuffer floats = tensor.getFloatBuffer();
          float[] values = new float[floats.remaining()];
          floats.get(values);
          outputs.put(name, new Output(tensor.getInfo().getShape(), values));
        }
        return outputs;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static void write(Map<String, Output> outputs, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        DataOutputStream data = new DataOutputStream(new java.io.BufferedOutputStream(out))) {
      data.writeInt(outputs.size());
      for (Map.Entry<String, Output> entry : outputs.entrySet()) {
        data.writeUTF(entry.getKey());
        data.writeInt(entry.getValue().shape().length);
        for (long size : entry.getValue().shape()) {
          data.writeLong(size);
        }
        for (float value : entry.getValue().values()) {
          data.writeFloat(value);
        }
      }
    }
  }

  /** What {@link #main} wrote. */
  static Map<String, Output> read(Path file) throws IOException {
    try (DataInputStream data =
        new DataInputStream(new java.io.BufferedInputStream(Files.newInputStream(file)))) {
      Map<String, Output> outputs = new LinkedHashMap<>();
      for (int left = data.readInt(); left > 0; left--) {
        String name = data.readUTF();
        long[] shape = new long[data.readInt()];
        for (int axis = 0; axis < shape.length; axis++) {
          shape[axis] = data.readLong();
        }
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
          values[i] = data.readFloat();
        }
        outputs.put(name, new Output(shape, values));
      }
      return outputs;
    }
  }
}
