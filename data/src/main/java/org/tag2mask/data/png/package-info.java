/**
 * PNG files with raw values: palette PNGs of label maps in the VOC colours (indices kept as they
 * are, in reading and writing), and grey PNGs of confidences. Writing is deterministic: the same
 * pixels give the same bytes.
 */
package org.tag2mask.data.png;
