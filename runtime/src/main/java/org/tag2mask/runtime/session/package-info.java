/**
 * ONNX Runtime sessions behind the model contract: thread-safe, on CPU or CUDA, checked when
 * opened, everything closed.
 */
package org.tag2mask.runtime.session;
