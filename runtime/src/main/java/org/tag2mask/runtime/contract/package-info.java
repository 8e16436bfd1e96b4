/**
 * What an ONNX file says about itself: role, classes, preprocessing, stride, scales inside, recipe
 * and provenance, in its metadata (keys {@code tag2mask.*}) or in a small JSON file beside it.
 */
package org.tag2mask.runtime.contract;
