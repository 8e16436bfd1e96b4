package org.tag2mask.crf.parallel;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * The calling thread and helpers from an executor, working through phases of independent parts.
 *
 * <p>Every part is claimed by whoever comes first; the caller takes parts too and never waits for a
 * helper that has not started. An executor that is busy, or has no free thread, therefore costs
 * speed but never hangs. Between phases a helper spins briefly and then sleeps.
 */
public final class Crew implements AutoCloseable {
  private static final int SPINS = 2_000;
  private static final long NAP_NANOS = 50_000;

  private static final class Phase {
    final int parts;
    final IntConsumer job;
    final AtomicInteger claimed = new AtomicInteger();
    final AtomicInteger done = new AtomicInteger();
    volatile Throwable failure;

    Phase(int parts, IntConsumer job) {
      this.parts = parts;
      this.job = job;
    }

    /** Runs parts until all are claimed. */
    void work() {
      int part = claimed.getAndIncrement();
      while (part < parts) {
        try {
          if (failure == null) {
            job.accept(part);
          }
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          done.incrementAndGet();
        }
        part = claimed.getAndIncrement();
      }
    }
  }

  private final Thread[] helpers;
  private final int threads;
  private volatile Phase phase;
  private volatile boolean closed;

  /**
   * Asks an executor for threads-1 helpers.
   *
   * @param executor null for none
   * @param threads threads to use, the caller included
   */
  public Crew(Executor executor, int threads) {
    int hired = executor == null ? 0 : Math.max(0, threads - 1);
    helpers = new Thread[hired];
    for (int i = 0; i < hired; i++) {
      int number = i;
      try {
        executor.execute(() -> help(number));
      } catch (RejectedExecutionException e) {
        // The executor is full or shut down: the caller does the work.
        hired = i;
      }
    }
    this.threads = 1 + hired;
  }

  /** The number of threads that may take part. */
  public int threads() {
    return threads;
  }

  /**
   * Runs {@code job} for 0 .. parts-1, in any order and on any thread, and returns when all are
   * done. What a job throws is thrown here.
   */
  public void run(int parts, IntConsumer job) {
    if (threads == 1 || parts == 1) {
      for (int part = 0; part < parts; part++) {
        job.accept(part);
      }
      return;
    }
    Phase now = new Phase(parts, job);
    phase = now;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    now.work();
    int spins = 0;
    while (now.done.get() < parts) {
      if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    Throwable failure = now.failure;
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  /** Sends the helpers home. */
  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }

  private void help(int number) {
    helpers[number] = Thread.currentThread();
    Phase last = null;
    int idle = 0;
    while (!closed) {
      Phase now = phase;
      if (now != null && now != last) {
        now.work();
        last = now;
        idle = 0;
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, NAP_NANOS);
      }
    }
    helpers[number] = null;
  }
}
