package org.tag2mask.models.file.torch;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.models.params.Tensor;

/** The files that PyTorch wrote, and what it says is in them. */
final class GoldenFiles {
  private GoldenFiles() {}

  static Path file(String name) {
    try {
      return Path.of(GoldenFiles.class.getResource("/models/golden/torch/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(file(name));
  }

  /** PyTorch's own values of a file's floating tensors. */
  static Map<String, Tensor> expected(String file) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file("expected.txt"))) {
      String[] parts = line.split(" ");
      if (parts[0].equals(file)) {
        int[] shape =
            parts[2].equals("-")
                ? new int[0]
                : Arrays.stream(parts[2].split("x")).mapToInt(Integer::parseInt).toArray();
        float[] values = new float[parts.length - 3];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) Double.parseDouble(parts[i + 3]);
        }
        tensors.put(parts[1], new Tensor(shape, values));
      }
    }
    return tensors;
  }
}
