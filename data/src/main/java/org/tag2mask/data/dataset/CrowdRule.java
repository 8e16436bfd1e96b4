package org.tag2mask.data.dataset;

/**
 * What COCO's crowd regions ({@code iscrowd}) are in a true mask: areas drawn roughly around many
 * objects of a class. Objects drawn one by one lie over them in any case.
 */
public enum CrowdRule {
  /** 255: nobody vouches for these pixels, as COCO's own evaluation takes it. */
  IGNORE,
  /** Pixels of their class. */
  CLASS
}
