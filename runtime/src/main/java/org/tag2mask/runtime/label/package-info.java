/**
 * Labels for affinity networks: two opinions on the background of an image, each refined by the
 * dense CRF, and 255 where they disagree.
 */
package org.tag2mask.runtime.label;
