package org.tag2mask.exporter.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** The element types our files use. */
enum ElementType {
  FLOAT(DataType.FLOAT, 4),
  FLOAT16(DataType.FLOAT16, 2),
  DOUBLE(DataType.DOUBLE, 8),
  INT64(DataType.INT64, 8),
  UINT8(DataType.UINT8, 1);

  private final DataType code;
  private final int bytes;

  ElementType(DataType code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  int code() {
    return code.getNumber();
  }

  int bytes() {
    return bytes;
  }
}
