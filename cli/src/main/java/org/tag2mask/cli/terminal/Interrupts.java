package org.tag2mask.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ctrl-C as a request: work that registered here is asked to stop, and the process ends after it
 * has put everything in order. Without registered work Ctrl-C ends the process at once. The exit
 * code is the system's: 130 for Ctrl-C, 143 for a termination.
 */
public final class Interrupts {
  private static final long PATIENCE_SECONDS = 300;

  private final CountDownLatch end = new CountDownLatch(1);
  private boolean installed;
  private volatile boolean working;
  private volatile boolean requested;
  private volatile Runnable stop = () -> {};

  /**
   * Does work that can be stopped.
   *
   * @param request asks the work to stop soon; called by another thread, at most once
   * @param work the work
   * @param <T> what it gives
   * @return what the work gives
   */
  public <T> T during(Runnable request, Supplier<T> work) {
    synchronized (this) {
      if (!installed) {
        installed = true;
        Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "tag2mask-interrupt"));
      }
    }
    stop = request;
    working = true;
    if (requested) {
      request.run();
    }
    try {
      return work.get();
    } finally {
      working = false;
      stop = () -> {};
    }
  }

  /**
   * Whether the user asked to stop.
   *
   * @return true from the first Ctrl-C on
   */
  public boolean requested() {
    return requested;
  }

  /** The command has ended: its files are in order and the process may go. */
  public void finished() {
    end.countDown();
  }

  /** Runs on any shutdown, also the usual one, when there is nothing to wait for. */
  private void shutDown() {
    if (!working) {
      return;
    }
    requested = true;
    stop.run();
    try {
      if (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("tag2mask: the work did not stop in time; leaving all the same");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
