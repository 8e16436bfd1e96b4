/**
 * The stored arrays (initialisers) of ONNX models, as weights to load by name. The protocol buffer
 * is walked over without building it: nodes are skipped, and values are streamed when asked for.
 */
package org.tag2mask.models.file.onnx;
