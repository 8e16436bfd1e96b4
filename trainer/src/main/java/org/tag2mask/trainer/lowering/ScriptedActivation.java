package org.tag2mask.trainer.lowering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A native operation of the engine that DJL has no method for, reached through a TorchScript module
 * of one line that is written here as text.
 *
 * <p>The reason is speed. ReLU6 as {@code clip} costs four passes over the map in the backward
 * direction, through byte masks; {@code hardtanh_} is one pass each way and writes over its input,
 * so that no second map is allocated. Values and gradients are the same: 1 strictly between 0 and
 * 6, 0 elsewhere.
 */
final class ScriptedActivation implements AutoCloseable {
  /** {@code min(max(x,0),6)}, written over x. */
  static final String RELU6_IN_PLACE = "torch.hardtanh_(x, 0., 6.)";

  /** {@code min(max(x,0),6)}. */
  static final String RELU6 = "torch.hardtanh(x, 0., 6.)";

  /** {@code max(x,0)}, written over x. */
  static final String RELU_IN_PLACE = "torch.relu_(x)";

  private final PtSymbolBlock module;

  /**
   * Loads a function.
   *
   * @param manager owner of the module; a manager of the PyTorch engine
   * @param expression TorchScript of one tensor {@code x} with a tensor as value
   */
  ScriptedActivation(NDManager manager, String expression) {
    // The optimising executor profiles and recompiles one-line modules for nothing.
    JniUtils.setGraphExecutorOptimize(false);
    try {
      module =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive(expression)), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value at x, owned by the manager of x; gradients flow if they are being collected. */
  NDArray apply(NDArray x) {
    // "true" only keeps the engine from switching gradients off.
    return IValueUtils.forward(module, new NDList(x), true).singletonOrThrow();
  }

  @Override
  public void close() {
    module.close();
  }

  /** A TorchScript archive: a stored zip with the code and the pickled, memberless module. */
  private static byte[] archive(String expression) throws IOException {
    String code =
        """
        class Activation(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.Activation,
            x: Tensor) -> Tensor:
            return %s
        """
            .formatted(expression);
    // Pickle protocol 2 of "a new __torch__.Activation whose state is {training: False}".
    String module = "\u0080\u0002c__torch__\nActivation\n)\u0081}X\u0008\0\0\0training\u0089sb.";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      store(zip, "activation/data.pkl", module.getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "activation/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      // The pickled empty tuple.
      store(zip, "activation/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "activation/version", new byte[] {'3', '\n'});
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
