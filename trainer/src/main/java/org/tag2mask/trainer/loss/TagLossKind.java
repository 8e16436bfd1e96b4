package org.tag2mask.trainer.loss;

import java.util.Arrays;
import java.util.Locale;
import org.tag2mask.data.dataset.Dataset;

/** The losses of image tags to choose from. */
public enum TagLossKind {
  /** {@link MultiLabelSoftMargin}: all tags count alike. */
  SOFT_MARGIN,
  /** {@link SplitSoftMargin}: present and absent tags count alike as two groups. */
  SPLIT,
  /** {@link WeightedSoftMargin}: present tags of rare classes count more. */
  WEIGHTED;

  /**
   * The loss.
   *
   * @param train the images it is for
   */
  public TagLoss on(Dataset train) {
    return this == WEIGHTED ? new WeightedSoftMargin(train) : beforeData();
  }

  /** The loss as far as it is known without images: {@link #WEIGHTED} cannot be computed yet. */
  public TagLoss beforeData() {
    return switch (this) {
      case SOFT_MARGIN -> MultiLabelSoftMargin::of;
      case SPLIT -> SplitSoftMargin::of;
      case WEIGHTED ->
          (score, tags) -> {
            throw new IllegalStateException("the weights come from the training images");
          };
    };
  }

  /** The word in configuration files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words. */
  public static String[] words() {
    return Arrays.stream(values()).map(TagLossKind::word).toArray(String[]::new);
  }

  /** The kind of a word. */
  public static TagLossKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
