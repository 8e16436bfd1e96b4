package org.tag2mask.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ctrl-C as a request: work that registered here is asked to stop, and the process ends after it
 * has put everything in order. A second Ctrl-C ends it at once, as does the first one while nothing
 * is registered. The exit code is the system's: 130 for Ctrl-C, 143 for a termination.
 *
 * <p>The request comes by a signal handler and not by a shutdown hook: ONNX Runtime and PyTorch
 * tear themselves down in hooks of their own, which run at the same time, and work that was still
 * going on would crash the process.
 */
public final class Interrupts {
  private static final long PATIENCE_SECONDS = 300;
  private static final int SIGNAL_BASE = 128;
  private static final int CTRL_C = 2;

  private final CountDownLatch end = new CountDownLatch(1);
  private boolean installed;
  private volatile boolean working;
  private volatile boolean requested;
  private volatile int signal = CTRL_C;
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
    install();
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

  private synchronized void install() {
    if (installed) {
      return;
    }
    installed = true;
    boolean handled = Signals.handle("INT", this::request);
    handled &= Signals.handle("TERM", this::request);
    if (!handled) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "tag2mask-interrupt"));
    }
  }

  private void request(int number) {
    if (requested || !working) {
      Runtime.getRuntime().halt(SIGNAL_BASE + number);
    }
    signal = number;
    requested = true;
    stop.run();
  }

  /**
   * Whether the user asked to stop.
   *
   * @return true from the first Ctrl-C on
   */
  public boolean requested() {
    return requested;
  }

  /**
   * The command has ended: its files are in order and the process may go.
   *
   * @param code the command's exit code
   * @return the process's exit code: that of the signal where one stopped the command
   */
  public int finished(int code) {
    end.countDown();
    return requested && code == SIGNAL_BASE + CTRL_C ? SIGNAL_BASE + signal : code;
  }

  /** Where there are no signal handlers: runs on any shutdown, also the usual one. */
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
