/**
 * Weights saved by Apache MXNet: lists of named arrays ({@code .params}), and the names that the
 * published ResNet-38 has there.
 */
package org.tag2mask.models.file.mxnet;
