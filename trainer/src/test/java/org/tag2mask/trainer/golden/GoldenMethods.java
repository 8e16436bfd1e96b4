package org.tag2mask.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.json.Json;

/** Inputs and outputs of the public code of losses and layers, {@code methods.jsonl}. */
public final class GoldenMethods {
  private GoldenMethods() {}

  /** {@code offset + scale·s(i)}, the formula of the golden inputs, in float32. */
  public static Tensor formula(String name, double offset, double scale, int... shape) {
    int key = FormulaWeights.key(name);
    float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (offset + scale * FormulaWeights.s(key, i));
    }
    return new Tensor(shape, values);
  }

  /** A stored array, not thinned out. */
  public static Tensor array(String id, String name) {
    Map<?, ?> line = line(id, name);
    double[] values = numbers(line.get("values"));
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    int[] shape = Arrays.stream(numbers(line.get("shape"))).mapToInt(v -> (int) v).toArray();
    return new Tensor(shape, floats);
  }

  /** Compares with a stored output, |a-b| ≤ max(1e-5, 10 × float64) × max|b|. */
  public static void assertGolden(String id, String name, int[] shape, float[] found) {
    Map<?, ?> line = line(id, name);
    double[] expected = numbers(line.get("values"));
    int[] sizes = Arrays.stream(numbers(line.get("shape"))).mapToInt(v -> (int) v).toArray();
    assertArrayEquals(sizes, shape, id + " " + name);
    int stride = ((Number) line.get("stride")).intValue();
    double tolerance =
        Math.max(1e-5, 10 * ((Number) line.get("float64")).doubleValue())
            * ((Number) line.get("max")).doubleValue();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i * stride], tolerance, id + " " + name + " " + i);
    }
  }

  private static Map<?, ?> line(String id, String name) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                GoldenMethods.class.getResourceAsStream("/trainer/golden/methods.jsonl"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Map<?, ?> map = (Map<?, ?>) Json.parse(line, "methods.jsonl");
        if (map.get("case").equals(id) && map.get("name").equals(name)) {
          return map;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("no " + name + " of " + id);
  }

  private static double[] numbers(Object list) {
    return ((List<?>) list).stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
  }
}
