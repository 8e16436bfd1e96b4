/** Heads: what stands on a backbone to make a classifier, an affinity net or a segmenter. */
package org.tag2mask.models.head;
