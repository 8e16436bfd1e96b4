package org.tag2mask.cli.stage;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.terminal.Progress;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageException;

/** Does something with every image of a list on several threads; a broken image stops nothing. */
final class ImageLoop {
  private static final int NAMED = 10;

  private ImageLoop() {}

  /**
   * Works on all samples.
   *
   * @param task its name in progress lines
   * @param samples the images
   * @param workers threads
   * @param session console
   * @param work called by several threads at once; its {@link ImageException} fails that image
   *     only, anything else ends the loop
   * @return failed images by id, with the reason; said as warnings too
   */
  static Map<String, String> run(
      String task, List<Sample> samples, int workers, Session session, Consumer<Sample> work) {
    Map<String, String> failed = new ConcurrentSkipListMap<>();
    LinkedBlockingQueue<Runnable> ends = new LinkedBlockingQueue<>();
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try (Progress progress = session.console().progress(task, "images", samples.size())) {
      for (Sample sample : samples) {
        pool.execute(() -> ends.add(one(sample, work, failed)));
      }
      for (int done = 1; done <= samples.size(); done++) {
        ends.take().run(); // throws what ended an image unexpectedly
        progress.at(done, Map.of());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pool.shutdownNow();
    }
    failed.entrySet().stream()
        .limit(NAMED)
        .forEach(entry -> session.console().warn(entry.getKey() + " failed: " + entry.getValue()));
    return failed;
  }

  private static Runnable one(Sample sample, Consumer<Sample> work, Map<String, String> failed) {
    try {
      work.accept(sample);
      return () -> {};
    } catch (ImageException e) {
      failed.put(sample.id(), e.getMessage());
      return () -> {};
    } catch (RuntimeException e) {
      return () -> {
        throw e;
      };
    } catch (Error e) {
      return () -> {
        throw e;
      };
    }
  }
}
