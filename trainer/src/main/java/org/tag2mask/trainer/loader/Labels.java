package org.tag2mask.trainer.loader;

/** What a batch holds beside the pixels and tags of its images. */
public enum Labels {
  /** Nothing. */
  NONE,
  /** Each sample's mask, changed together with its image; 255 where nothing is known. */
  MASKS,
  /** Masks, and how sure each of their pixels is; as sure as can be where no map says. */
  WEIGHTED_MASKS;

  /** Whether masks are read. */
  public boolean masks() {
    return this != NONE;
  }
}
