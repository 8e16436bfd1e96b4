package org.tag2mask.models.file.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;

/** One of the two forms of file that torch.save has written. */
interface TorchContainer extends AutoCloseable {

  /** The form in a few words. */
  String format();

  /** What the pickle in the file holds. */
  Object root();

  /** Bytes of the file. */
  long size();

  /** The order of the bytes of an element. */
  ByteOrder order();

  /**
   * Bytes of a storage.
   *
   * @param storage one that the pickle refers to
   * @param firstByte where to start, from the beginning of what the file has under the key
   * @return a stream to be closed
   */
  InputStream open(StorageRef storage, long firstByte) throws IOException;

  @Override
  void close() throws IOException;
}
