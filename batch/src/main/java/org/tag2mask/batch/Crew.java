package org.tag2mask.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.data.dataset.Sample;

/**
 * The workers of one run, and the collecting of what they finish by the calling thread. A fault of
 * the disk lets every worker finish its image and leave; the first fault is thrown at the end.
 */
final class Crew {
  /** Finished images that may wait for the ledger; a slow disk then slows the workers. */
  private static final int WAITING = 64;

  /** What a worker sends last. */
  private static final Object LEAVING = new Object();

  private final List<Sample> todo;
  private final Function<Sample, LedgerEntry> step;
  private final BooleanSupplier stopping;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<Throwable> fault = new AtomicReference<>();
  private final BlockingQueue<Object> finished = new ArrayBlockingQueue<>(WAITING);
  private volatile boolean interrupted;

  Crew(List<Sample> todo, Function<Sample, LedgerEntry> step, BooleanSupplier stopping) {
    this.todo = todo;
    this.step = step;
    this.stopping = stopping;
  }

  /**
   * Runs the steps of all samples on workers and records what they give.
   *
   * @param workers most threads to use
   * @param ledger receives the entries, group by group
   * @param listener hears of an entry after it is in the ledger
   * @throws IOException when the ledger cannot be written
   */
  void work(int workers, Ledger ledger, JobListener listener) throws IOException {
    int hands = Math.min(workers, todo.size());
    for (int i = 0; i < hands; i++) {
      Thread thread = new Thread(this::workerLoop, "tag2mask-mask-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    collect(hands, ledger, listener);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable thrown = fault.get();
    if (thrown instanceof IOException e) {
      throw e;
    }
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  private void workerLoop() {
    try {
      while (!stopping.getAsBoolean() && !interrupted && fault.get() == null) {
        int index = next.getAndIncrement();
        if (index >= todo.size()) {
          return;
        }
        send(step.apply(todo.get(index)));
      }
    } catch (RuntimeException | Error e) {
      fault.compareAndSet(null, e);
    } finally {
      send(LEAVING);
    }
  }

  private void send(Object message) {
    boolean disturbed = false;
    while (true) {
      try {
        finished.put(message);
        break;
      } catch (InterruptedException e) {
        disturbed = true; // a finished image must reach the ledger all the same
      }
    }
    if (disturbed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Empties the queue until every worker has left; an interrupt of this thread is a stop. */
  private void collect(int hands, Ledger ledger, JobListener listener) {
    boolean recording = true;
    List<Object> group = new ArrayList<>();
    for (int left = 0; left < hands; ) {
      group.clear();
      try {
        group.add(finished.take());
      } catch (InterruptedException e) {
        interrupted = true;
        continue;
      }
      finished.drainTo(group);
      left += (int) group.stream().filter(message -> message == LEAVING).count();
      group.removeIf(message -> message == LEAVING);
      // Once recording failed the queue is still emptied, or workers would wait for ever.
      recording = recording && (group.isEmpty() || record(group, ledger, listener));
    }
  }

  private boolean record(List<Object> group, Ledger ledger, JobListener listener) {
    List<LedgerEntry> entries = group.stream().map(LedgerEntry.class::cast).toList();
    try {
      ledger.append(entries);
      entries.forEach(listener::finished);
      return true;
    } catch (IOException | RuntimeException e) {
      fault.compareAndSet(null, e);
      return false;
    }
  }
}
