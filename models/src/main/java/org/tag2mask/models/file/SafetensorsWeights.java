package org.tag2mask.models.file;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.params.Tensor;

/** A safetensors file among weights files of other formats. */
final class SafetensorsWeights implements WeightFile {
  private final SafetensorsFile file;
  private final Set<String> readable = new LinkedHashSet<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();

  SafetensorsWeights(SafetensorsFile file) {
    this.file = file;
    file.entries()
        .forEach(
            (name, entry) -> {
              if (entry.type().readable()) {
                readable.add(name);
              } else {
                skipped.put(name, "array of type " + entry.type());
              }
            });
  }

  @Override
  public String format() {
    return "safetensors";
  }

  @Override
  public String origin() {
    return file.origin();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(readable);
  }

  @Override
  public int[] shape(String name) {
    return file.shape(name);
  }

  @Override
  public StoredType type(String name) {
    file.shape(name); // refuses unknown names
    return file.entries().get(name).type();
  }

  @Override
  public Tensor read(String name) {
    return file.read(name);
  }

  @Override
  public Map<String, String> skipped() {
    return Collections.unmodifiableMap(skipped);
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public void close() {
    file.close();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
