/**
 * Networks to ONNX: {@link org.tag2mask.exporter.OnnxExporter} lowers a graph and its parameters to
 * one file that keeps the runtime's contract, {@link org.tag2mask.exporter.Publisher} checks that
 * the file says the same as the network and only then writes it.
 */
package org.tag2mask.exporter;
