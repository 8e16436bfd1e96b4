package org.tag2mask.crf;

import org.tag2mask.crf.lattice.LatticeBuilder;

/**
 * Buffers that one inference after another uses, so that a batch of images allocates almost nothing
 * per image. A workspace serves one inference at a time; give every thread its own.
 */
public final class CrfWorkspace {
  final LatticeBuilder builder = new LatticeBuilder();
}
