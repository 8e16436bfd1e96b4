package org.tag2mask.models.file.mxnet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.Quoted;

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
   * Whether a file is the published one, or holds part of it.
   *
   * @param names of its arrays
   */
  public static boolean recognises(Set<String> names) {
    return names.contains("conv1a_weight")
        && names.stream().anyMatch(name -> BLOCK.matcher(name).matches());
  }

  /**
   * The names of a file and what the backbone calls them, in the order of the file; the classifier
   * is left out.
   *
   * @param names of the arrays as MXNet has them
   * @return from our name to the one in the file
   * @throws ModelException if two arrays get one name
   */
  public static Map<String, String> of(Set<String> names) {
    Map<String, String> original = new LinkedHashMap<>();
    for (String name : names) {
      Optional<String> ours = map(name);
      String before = ours.isEmpty() ? null : original.putIfAbsent(ours.get(), name);
      if (before != null) {
        throw new ModelException(
            Quoted.of(before) + " and " + Quoted.of(name) + " are both " + Quoted.of(ours.get()));
      }
    }
    return original;
  }
}
