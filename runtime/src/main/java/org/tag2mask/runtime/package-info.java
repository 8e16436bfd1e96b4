/**
 * The lean jar an application embeds: ONNX models and pixels in, class activation maps and
 * pseudo-masks out.
 *
 * <p>Everything a fault can be is a {@link org.tag2mask.runtime.Tag2MaskException}. Nothing here
 * knows a training engine, an image decoder or a command line; pixels come and go as plain byte
 * arrays.
 */
package org.tag2mask.runtime;
