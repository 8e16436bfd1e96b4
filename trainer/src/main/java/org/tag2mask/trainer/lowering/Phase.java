package org.tag2mask.trainer.lowering;

/** What a forward pass is for. */
public enum Phase {
  /** Batch statistics are used and the running ones updated; dropout drops. */
  TRAINING,
  /** Stored statistics; dropout is the identity; nothing is modified. */
  INFERENCE
}
