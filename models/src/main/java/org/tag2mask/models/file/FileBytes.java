package org.tag2mask.models.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A read-only file of any size, streamed from any position. Nothing of it is held in memory; each
 * stream has its own position, so that several threads may read.
 */
public final class FileBytes implements AutoCloseable {
  private final FileChannel channel;
  private final long size;

  private FileBytes(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @param file an existing file
   * @throws IOException if it cannot be opened
   */
  public static FileBytes open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new FileBytes(channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Bytes the file had when it was opened. */
  public long size() {
    return size;
  }

  /**
   * The bytes from a position to the end of the file, not buffered.
   *
   * @param position 0 to the size
   * @return a stream that need not be closed
   */
  public InputStream from(long position) {
    return from(position, size - position);
  }

  /**
   * Some bytes, not buffered.
   *
   * @param position 0 to the size
   * @param length how many at most
   * @return a stream that need not be closed
   */
  public InputStream from(long position, long length) {
    if (position < 0 || position > size || length < 0) {
      throw new IllegalArgumentException(
          length + " bytes from " + position + " are outside 0.." + size);
    }
    return new Positioned(position, Math.min(size, position + Math.min(length, size)));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private final class Positioned extends InputStream {
    private final long end;
    private long position;

    Positioned(long position, long end) {
      this.position = position;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, to.length);
      if (length == 0) {
        return 0;
      }
      if (position == end) {
        return -1;
      }
      int most = (int) Math.min(length, end - position);
      int count = channel.read(ByteBuffer.wrap(to, offset, most), position);
      position += Math.max(0, count);
      return count;
    }

    @Override
    public long skip(long count) {
      long skipped = Math.max(0, Math.min(count, end - position));
      position += skipped;
      return skipped;
    }
  }
}
