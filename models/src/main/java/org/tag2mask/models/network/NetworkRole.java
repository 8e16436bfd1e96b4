package org.tag2mask.models.network;

/** What a network is for, which fixes the names and meaning of its outputs. */
public enum NetworkRole {
  /** {@code cam [N,K,h,w]} (non-negative) and {@code score [N,K]} (before the sigmoid). */
  CLASSIFIER,
  /** {@code feature [N,C,h,w]}. */
  AFFINITY,
  /** {@code edge [N,1,h,w]} (before the sigmoid), perhaps {@code displacement [N,2,h,w]}. */
  BOUNDARY,
  /** {@code logits [N,K+1,h,w]} (before the softmax). */
  SEGMENTER
}
