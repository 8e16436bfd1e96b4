/**
 * Decoding of image files. A file is first looked at by our own header parsers: kind, size, bit
 * depth, orientation and completeness are known, and limits enforced, before OpenCV allocates a
 * pixel. Every fault is an {@link org.tag2mask.data.image.ImageException} with a kind.
 */
package org.tag2mask.data.image;
