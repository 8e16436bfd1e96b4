package org.tag2mask.models.file;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Tensor;

/** A safetensors file among weights files of other formats; prefixes of wrappers are cut off. */
final class SafetensorsWeights implements WeightFile {
  private final SafetensorsFile file;
  private final String prefix;

  /** Our names and those in the file. */
  private final Map<String, String> readable = new LinkedHashMap<>();

  private final Map<String, String> skipped = new LinkedHashMap<>();

  SafetensorsWeights(SafetensorsFile file) {
    this.file = file;
    this.prefix = WrapperPrefix.of(file.names());
    file.entries()
        .forEach(
            (stored, entry) -> {
              String name = WrapperPrefix.cut(stored, prefix);
              if (entry.type().readable()) {
                readable.put(name, stored);
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
    return Collections.unmodifiableSet(readable.keySet());
  }

  @Override
  public int[] shape(String name) {
    return file.shape(stored(name));
  }

  @Override
  public StoredType type(String name) {
    return file.entries().get(stored(name)).type();
  }

  @Override
  public Tensor read(String name) {
    return file.read(stored(name));
  }

  private String stored(String name) {
    String stored = readable.get(name);
    if (stored == null) {
      throw new ModelException(
          origin()
              + ": no array "
              + Quoted.of(name)
              + " among the "
              + readable.size()
              + " there are");
    }
    return stored;
  }

  @Override
  public Map<String, String> metadata() {
    return file.metadata();
  }

  @Override
  public Map<String, String> skipped() {
    return Collections.unmodifiableMap(skipped);
  }

  @Override
  public List<String> notes() {
    return prefix.isEmpty() ? List.of() : List.of(WrapperPrefix.note(prefix));
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
