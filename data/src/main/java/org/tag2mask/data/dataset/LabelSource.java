package org.tag2mask.data.dataset;

/**
 * Where the tags of a data set come from. The public label files of VOC disagree with each other,
 * so the source is a choice: {@link #XML} gives the labels of PSA, SEAM, IRN and MCTformer; {@link
 * #XML_NO_DIFFICULT} those of CIAN.
 */
public enum LabelSource {
  /** The first one there of: {@code labels.csv}, {@code Annotations}, numbers in the list. */
  AUTO,
  /** {@code labels.csv}. */
  CSV,
  /** Every object name in {@code Annotations/<id>.xml}. */
  XML,
  /** As {@link #XML} without objects marked difficult, unless no other is left. */
  XML_NO_DIFFICULT,
  /** The numbers behind the ids in the list file (0-based foreground classes). */
  LIST,
  /** The classes that occur in the mask. */
  MASK,
  /** No tags: every sample gets the empty set, as for images whose tags are to be predicted. */
  NONE
}
