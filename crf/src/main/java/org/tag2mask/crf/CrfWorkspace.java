package org.tag2mask.crf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tag2mask.crf.lattice.Lattice;
import org.tag2mask.crf.lattice.LatticeBuilder;
import org.tag2mask.crf.meanfield.Buffers;
import org.tag2mask.crf.meanfield.Clock;
import org.tag2mask.crf.meanfield.Normaliser;
import org.tag2mask.crf.meanfield.Scratch;
import org.tag2mask.crf.meanfield.Term;
import org.tag2mask.crf.parallel.Crew;

/**
 * Buffers that one inference after another uses, so that a batch of images allocates almost nothing
 * per image, and the threads that share one image. A workspace serves one inference at a time; give
 * every thread its own. It grows to the largest image it has seen and holds no other resource.
 *
 * <p>For a batch, one image per thread is the faster use of cores. Threads inside an image shorten
 * the time of a single one; results do not depend on their number.
 */
public final class CrfWorkspace {
  /** Lattices of position alone that are kept: they depend on the image's size only. */
  private static final int KEPT = 4;

  private static final long KEPT_PIXELS = 2_000_000;

  /** A position lattice and what it was made from. */
  record Kept(List<Object> key, Term term) {}

  final LatticeBuilder builder = new LatticeBuilder();
  final Normaliser normaliser = new Normaliser();
  final List<Scratch> scratch = new ArrayList<>();
  final Clock clock = new Clock();
  private boolean profiling;
  private final List<Buffers> buffers = new ArrayList<>();
  private final List<Lattice> recycled = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();
  private final Executor executor;
  private final int threads;
  private final AtomicBoolean busy = new AtomicBoolean();
  private float[] probabilities = new float[0];
  private float[] interleaved = new float[0];
  private byte[] best = new byte[0];

  /** A workspace for the calling thread alone. */
  public CrfWorkspace() {
    this(null, 1);
  }

  /**
   * A workspace whose inferences share each image among threads.
   *
   * @param executor where helpers run, for example {@code ForkJoinPool.commonPool()}; it is never
   *     waited for, so a busy one costs speed only
   * @param threads threads per image, the caller included, 1 to 64
   */
  public CrfWorkspace(Executor executor, int threads) {
    Checks.between("threads", threads, 1, 64);
    if (threads > 1 && executor == null) {
      throw new IllegalArgumentException(
          "executor is null, expected one for " + threads + " threads");
    }
    this.executor = executor;
    this.threads = threads;
  }

  /** Threads per image, the caller included. */
  public int threads() {
    return threads;
  }

  /** Measures the parts of the following inferences, for {@link #profile()}. */
  public void measure() {
    profiling = true;
  }

  /** Where the time of the last inference went; all zeros before {@link #measure()}. */
  public CrfProfile profile() {
    List<Clock> clocks = new ArrayList<>(scratch.stream().map(room -> room.clock).toList());
    clocks.add(clock);
    return CrfProfile.of(clocks);
  }

  void resetClocks() {
    clock.reset(profiling);
    scratch.forEach(room -> room.clock.reset(profiling));
  }

  void acquire() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "workspace is in use by another inference: give every thread a workspace of its own");
    }
  }

  void release() {
    busy.set(false);
  }

  Crew crew() {
    return new Crew(executor, threads);
  }

  Buffers buffers(int kernel) {
    while (buffers.size() <= kernel) {
      buffers.add(new Buffers());
      recycled.add(null);
    }
    return buffers.get(kernel);
  }

  Lattice recycled(int kernel) {
    buffers(kernel);
    return recycled.get(kernel);
  }

  void recycle(int kernel, Lattice lattice) {
    buffers(kernel);
    recycled.set(kernel, lattice);
  }

  /** The kept term of that key, moved to the front; null if there is none. */
  Term kept(List<Object> key) {
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i).key.equals(key)) {
        Kept found = kept.remove(i);
        kept.add(0, found);
        // A fresh term: two equal kernels of one image need value arrays of their own.
        return found.term.sameLattice();
      }
    }
    return null;
  }

  void keep(List<Object> key, Term term, int pixels) {
    if (pixels > KEPT_PIXELS) {
      return;
    }
    kept.add(0, new Kept(key, term));
    while (kept.size() > KEPT) {
      kept.remove(kept.size() - 1);
    }
  }

  float[] probabilities(int size) {
    if (probabilities.length < size) {
      probabilities = new float[size];
    }
    return probabilities;
  }

  float[] interleaved(int size) {
    if (interleaved.length < size) {
      interleaved = new float[size];
    }
    return interleaved;
  }

  byte[] best(int size) {
    if (best.length < size) {
      best = new byte[size];
    }
    Arrays.fill(best, 0, size, (byte) 0);
    return best;
  }
}
