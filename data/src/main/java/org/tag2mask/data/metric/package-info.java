/**
 * Measures of segmentation (from one mergeable confusion matrix) and of tags (average precision).
 * All values are fractions 0..1; NaN where a value does not exist.
 */
package org.tag2mask.data.metric;
