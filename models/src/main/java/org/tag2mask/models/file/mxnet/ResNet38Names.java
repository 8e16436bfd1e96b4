package org.tag2mask.models.file.mxnet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.TensorSource;
import org.tag2mask.models.params.Tensor;

/**
 * The names of the published ResNet-38 weights ({@code ilsvrc-cls_rna-a1_cls1000_ep-0001.params} of
 * Wu, Shen and van den Hengel) as those of the backbone {@code resnet38}: {@code
 * res4a_branch2a_weight} becomes {@code b4.conv_branch2a.weight}, {@code
 * bn4b3_branch2b1_moving_var} becomes {@code b4_3.bn_branch2b1.running_var}. The classifier of
 * ImageNet, {@code linear1000}, is dropped; other names stay as they are, to be reported as left
 * over.
 */
public final class ResNet38Names {
  private static final Pattern BLOCK =
      Pattern.compile("(res|bn)([2-7])(?:a|b([1-9][0-9]?))_branch(1|2a|2b1|2b2)_([a-z_]+)");
  private static final Pattern LAYER = Pattern.compile("(conv1a|bn7)_([a-z_]+)");
  private static final String CLASSIFIER = "linear1000_";
  private static final Map<String, String> KINDS =
      Map.of(
          "weight", "weight",
          "bias", "bias",
          "gamma", "weight",
          "beta", "bias",
          "moving_mean", "running_mean",
          "moving_var", "running_var");

  private ResNet38Names() {}

  /**
   * The backbone's name of an array.
   *
   * @param mxnet a name without {@code arg:} and {@code aux:}
   * @return the name in our graph, the same name if it is none of the network's, or empty for the
   *     classifier
   */
  public static Optional<String> map(String mxnet) {
    if (mxnet.startsWith(CLASSIFIER)) {
      return Optional.empty();
    }
    Matcher block = BLOCK.matcher(mxnet);
    if (block.matches() && KINDS.containsKey(block.group(5))) {
      String path = "b" + block.group(2) + (block.group(3) == null ? "" : "_" + block.group(3));
      String layer = block.group(1).equals("res") ? ".conv_branch" : ".bn_branch";
      return Optional.of(path + layer + block.group(4) + "." + KINDS.get(block.group(5)));
    }
    Matcher layer = LAYER.matcher(mxnet);
    if (layer.matches() && KINDS.containsKey(layer.group(2))) {
      return Optional.of(layer.group(1) + "." + KINDS.get(layer.group(2)));
    }
    return Optional.of(mxnet);
  }

  /**
   * The arrays of a file under the backbone's names.
   *
   * @param source the arrays as MXNet names them; stays open, and is read through the result
   * @throws ModelException if two arrays get one name
   */
  public static TensorSource of(TensorSource source) {
    Map<String, String> original = new LinkedHashMap<>();
    for (String name : source.names()) {
      Optional<String> ours = map(name);
      String before = ours.isEmpty() ? null : original.putIfAbsent(ours.get(), name);
      if (before != null) {
        throw new ModelException(
            source.origin()
                + ": "
                + Quoted.of(before)
                + " and "
                + Quoted.of(name)
                + " are both "
                + Quoted.of(ours.get()));
      }
    }
    return new Renamed(source, original);
  }

  /** Arrays of another source under other names. */
  private record Renamed(TensorSource source, Map<String, String> original)
      implements TensorSource {
    @Override
    public String origin() {
      return source.origin();
    }

    @Override
    public Set<String> names() {
      return Collections.unmodifiableSet(original.keySet());
    }

    @Override
    public int[] shape(String name) {
      return source.shape(before(name));
    }

    @Override
    public Tensor read(String name) {
      return source.read(before(name));
    }

    private String before(String name) {
      String before = original.get(name);
      if (before == null) {
        throw new ModelException(origin() + ": no array " + Quoted.of(name));
      }
      return before;
    }
  }
}
