/**
 * The lean jar an application embeds: ONNX models and pixels in, class activation maps and
 * pseudo-masks out.
 *
 * <p>{@link org.tag2mask.runtime.PseudoMasker} is the way in. Every fault in what a user gives is a
 * {@link org.tag2mask.runtime.Tag2MaskException}. Nothing here knows a training engine, an image
 * decoder or a command line; pixels come and go as plain byte arrays.
 */
package org.tag2mask.runtime;
