package org.tag2mask.data.dataset;

import java.util.Locale;

/**
 * Where the tags of a data set come from. The public label files of VOC disagree with each other,
 * so the source is a choice: {@link #XML} gives the labels of PSA, SEAM, IRN and MCTformer; {@link
 * #XML_NODIFFICULT} those of CIAN; {@link #LIST} with their {@code train_cls.txt} those of OAA and
 * MCIS.
 */
public enum LabelSource {
  /**
   * The first one there of: {@code labels.csv}, numbers in the list, instance annotations, {@code
   * Annotations}.
   */
  AUTO,
  /** {@code labels.csv}. */
  CSV,
  /** Every object name in {@code Annotations/<id>.xml}. */
  XML,
  /** As {@link #XML} without objects marked difficult, unless no other is left. */
  XML_NODIFFICULT,
  /**
   * The numbers in the list: 0-based foreground classes behind the ids of a {@code .txt}, class ids
   * 1..K in a {@code .json}, and the per-class lists {@code train_1.txt} to {@code train_200.txt}
   * of ILSVRC DET.
   */
  LIST,
  /** The categories of an image's annotations in a COCO instance file, crowds included. */
  INSTANCES,
  /** The classes that occur in the mask. */
  MASK,
  /** No tags: every sample gets the empty set, as for images whose tags are to be predicted. */
  NONE;

  /** The name on the command line and in settings, such as {@code xml-nodifficult}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
