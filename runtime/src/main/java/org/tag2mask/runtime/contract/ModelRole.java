package org.tag2mask.runtime.contract;

import java.util.List;
import java.util.Locale;
import org.tag2mask.runtime.ModelContractException;

/** What a model is for, and which outputs it must therefore have (float32, any batch N). */
public enum ModelRole {
  /** {@code cam [N,K,h,w]}, non-negative and not normalised, and {@code score [N,K]} (logits). */
  CLASSIFIER("cam", "score"),
  /** {@code feature [N,C,h,w]}: pixels are alike when their features are near in L1 (PSA). */
  AFFINITY("feature"),
  /** {@code edge [N,1,h,w]}, logits of a class boundary (IRN). */
  BOUNDARY("edge"),
  /** {@code logits [N,K+1,h,w]}, background first, before the softmax. */
  SEGMENTER("logits");

  private final List<String> outputs;

  ModelRole(String... outputs) {
    this.outputs = List.of(outputs);
  }

  /**
   * The outputs the contract demands.
   *
   * @return their names in order
   */
  public List<String> outputs() {
    return outputs;
  }

  /**
   * Whether models of this role know classes.
   *
   * @return true for classifiers and segmenters
   */
  public boolean hasClasses() {
    return this == CLASSIFIER || this == SEGMENTER;
  }

  /**
   * The word in metadata, JSON and commands.
   *
   * @return lower case
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The role of a word.
   *
   * @param word as {@link #word()}
   * @return the role
   * @throws ModelContractException when there is no such role
   */
  public static ModelRole parse(String word) {
    for (ModelRole role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new ModelContractException(
        "unknown model role '" + word + "'; expected classifier, affinity, boundary or segmenter");
  }
}
