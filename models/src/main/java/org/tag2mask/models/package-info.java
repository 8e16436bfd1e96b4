/**
 * Networks as data. A network is written once as an immutable graph and lowered twice: to DJL by
 * the trainer and to ONNX by the exporter. Nothing here computes a forward pass.
 */
package org.tag2mask.models;
