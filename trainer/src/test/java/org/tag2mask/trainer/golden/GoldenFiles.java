package org.tag2mask.trainer.golden;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tag2mask.runtime.json.Json;

/** Where golden runs are read from: a few values each from the project, or all of them. */
final class GoldenFiles {
  /** Beside the project, where they are at hand. */
  private static final Path ALL = Path.of("../../shared/golden");

  private static final String SUBSET = "/trainer/golden/networks.jsonl";
  private static final int NPY_PREFIX = 10;

  private GoldenFiles() {}

  /** Whether all golden runs are at hand. */
  static boolean complete() {
    return Files.exists(ALL.resolve("index.json"));
  }

  /**
   * The runs of networks: all with all their stored values where they are at hand, else those of
   * the project with a few hundred values of each output.
   */
  static Stream<GoldenCase> networks() {
    return cases()
        .filter(GoldenCase::hasImage)
        .filter(c -> c.id().startsWith("backbones/") || PublicNetworks.of(c).isPresent());
  }

  /** The runs of the co-attention network on a pair of images, from the same place. */
  static Stream<GoldenCase> pairs() {
    return cases().filter(c -> c.parameters().equals("mcis_coattention"));
  }

  /** One run. */
  static GoldenCase named(String id) {
    return cases().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
  }

  private static Stream<GoldenCase> cases() {
    return complete() ? all().stream() : subset().stream();
  }

  /** The cases that belong to the project. */
  private static List<GoldenCase> subset() {
    Map<String, Map<?, ?>> cases = new LinkedHashMap<>();
    Map<String, List<GoldenOutput>> outputs = new LinkedHashMap<>();
    for (String line : lines()) {
      Map<?, ?> map = (Map<?, ?>) Json.parse(line, SUBSET);
      if (map.containsKey("id")) {
        cases.put((String) map.get("id"), map);
        outputs.put((String) map.get("id"), new ArrayList<>());
        continue;
      }
      List<?> list = (List<?>) map.get("values");
      float[] values = new float[list.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = ((Number) list.get(i)).floatValue();
      }
      outputs
          .get(map.get("case"))
          .add(
              new GoldenOutput(
                  (String) map.get("output"),
                  GoldenCase.ints(map.get("shape")),
                  ((Number) map.get("stride")).intValue(),
                  ((Number) map.get("max")).doubleValue(),
                  ((Number) map.get("float64")).doubleValue(),
                  values));
    }
    return cases.entrySet().stream()
        .map(entry -> GoldenCase.of(entry.getValue(), outputs.get(entry.getKey())))
        .toList();
  }

  private static List<String> lines() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                GoldenFiles.class.getResourceAsStream(SUBSET), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All cases of the index with all their stored arrays. */
  private static List<GoldenCase> all() {
    Map<?, ?> index = (Map<?, ?>) json(ALL.resolve("index.json"));
    List<GoldenCase> cases = new ArrayList<>();
    for (Object one : (List<?>) index.get("cases")) {
      Map<?, ?> map = (Map<?, ?>) one;
      List<GoldenOutput> outputs = new ArrayList<>();
      GoldenCase.map(map.get("outputs"))
          .forEach(
              (name, output) -> {
                Map<?, ?> fields = (Map<?, ?>) output;
                if (fields.containsKey("file") && fields.containsKey("fp64_rel_to_maxabs")) {
                  outputs.add(output((String) name, fields));
                }
              });
      cases.add(GoldenCase.of(map, outputs));
    }
    return cases;
  }

  private static GoldenOutput output(String name, Map<?, ?> fields) {
    Map<?, ?> thinned = GoldenCase.map(fields.get("subsample"));
    Map<?, ?> stats = GoldenCase.map(fields.get("stats"));
    return new GoldenOutput(
        name,
        GoldenCase.ints(fields.get("shape")),
        thinned.isEmpty() ? 1 : ((Number) thinned.get("flat_stride")).intValue(),
        Math.max(
            Math.abs(((Number) stats.get("max")).doubleValue()),
            Math.abs(((Number) stats.get("min")).doubleValue())),
        ((Number) fields.get("fp64_rel_to_maxabs")).doubleValue(),
        npy(ALL.resolve((String) fields.get("file"))));
  }

  /** Official parameters as the lines {@code name[sizes]}, where their list is at hand. */
  static Optional<Set<String>> parameters(String list) {
    Path path = ALL.resolve("params").resolve(list + ".json");
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    Set<String> lines = new TreeSet<>();
    for (Object one : (List<?>) json(path)) {
      Map<?, ?> map = (Map<?, ?>) one;
      lines.add((String) map.get("name") + map.get("shape"));
    }
    return Optional.of(lines);
  }

  private static Object json(Path path) {
    try {
      return Json.parse(Files.readString(path), path.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of a float32 array in the first version of NumPy's format. */
  private static float[] npy(Path path) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
      int header = Short.toUnsignedInt(bytes.getShort(NPY_PREFIX - Short.BYTES));
      bytes.position(NPY_PREFIX + header);
      float[] values = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(values);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
