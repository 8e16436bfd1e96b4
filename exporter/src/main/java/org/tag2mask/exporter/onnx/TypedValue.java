package org.tag2mask.exporter.onnx;

/** A value of the ONNX graph and its element type. */
record TypedValue(String name, ElementType type) {}
