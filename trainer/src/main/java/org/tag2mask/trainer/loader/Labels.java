package org.tag2mask.trainer.loader;

/** What a batch holds beside the pixels and tags of its images. */
public enum Labels {
  /** Nothing. */
  NONE,
  /** Each sample's mask, changed together with its image; 255 where nothing is known. */
  MASKS
}
