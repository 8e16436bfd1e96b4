package org.tag2mask.models.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A read-only file of any size, mapped piece by piece when a piece is first touched. */
final class MappedFile implements AutoCloseable {
  /** A Java buffer ends at 2 GiB, so a larger file needs several. */
  private static final long PIECE = 1L << 30;

  private final FileChannel channel;
  private final long size;
  private final MappedByteBuffer[] pieces;

  MappedFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    size = channel.size();
    pieces = new MappedByteBuffer[Math.toIntExact((size + PIECE - 1) / PIECE)];
  }

  long size() {
    return size;
  }

  /**
   * A view of the bytes from a position: all that are wanted, or fewer where a piece ends.
   *
   * @param position 0 to the size
   * @param wanted bytes at most
   * @return a little-endian view, not empty unless nothing is wanted
   */
  ByteBuffer view(long position, long wanted) throws IOException {
    int piece = (int) (position / PIECE);
    int within = (int) (position % PIECE);
    MappedByteBuffer mapped = piece(piece);
    int length = (int) Math.min(wanted, mapped.capacity() - within);
    return mapped.slice(within, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private synchronized MappedByteBuffer piece(int index) throws IOException {
    if (pieces[index] == null) {
      long start = index * PIECE;
      pieces[index] =
          channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(PIECE, size - start));
    }
    return pieces[index];
  }

  @Override
  public synchronized void close() throws IOException {
    java.util.Arrays.fill(pieces, null);
    channel.close();
  }
}
