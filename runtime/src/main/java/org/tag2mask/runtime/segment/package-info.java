/**
 * Segmentation by a trained segmenter: scales and mirror image merged, CRF, large images in tiles.
 */
package org.tag2mask.runtime.segment;
