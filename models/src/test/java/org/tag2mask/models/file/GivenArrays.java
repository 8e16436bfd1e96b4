package org.tag2mask.models.file;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.models.params.Tensor;

/** Tensors in memory that remember which were read. */
public final class GivenArrays implements TensorSource {
  private final Map<String, Tensor> tensors;
  private final Set<String> read = new TreeSet<>();

  /** Arrays in the order of the map. */
  public GivenArrays(Map<String, Tensor> tensors) {
    this.tensors = new LinkedHashMap<>(tensors);
  }

  /** The names of those that were read so far. */
  public Set<String> read() {
    return read;
  }

  @Override
  public String origin() {
    return "given";
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public int[] shape(String name) {
    return tensors.get(name).shape();
  }

  @Override
  public Tensor read(String name) {
    read.add(name);
    return tensors.get(name);
  }
}
