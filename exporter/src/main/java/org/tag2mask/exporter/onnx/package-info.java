/** The lowering: from the graph's operations to ONNX nodes of opset 18. */
package org.tag2mask.exporter.onnx;
