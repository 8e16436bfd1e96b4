package org.tag2mask.trainer.validate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.loader.BatchLoader.OnBroken;

/**
 * The images of a data set in order, unchanged, in groups of neighbours of one size; decoded ahead
 * on worker threads.
 */
final class ValidationImages implements AutoCloseable {
  /** Groups never hold more pixels than this, however small the images. */
  private static final long GROUP_PIXELS = 2_000_000;

  /** Images decoded before they are needed. */
  private static final int AHEAD = 16;

  /**
   * Neighbours of one size.
   *
   * @param samples what they show
   * @param images their pixels, all of one size
   */
  record Group(List<Sample> samples, List<RgbImage> images) {}

  private record Decoding(Sample sample, Future<RgbImage> image) {}

  private final Deque<Sample> waiting;
  private final Deque<Decoding> decoding = new ArrayDeque<>();
  private final ExecutorService workers;
  private final int batch;
  private final OnBroken onBroken;
  private final Map<String, String> skipped = new LinkedHashMap<>();

  ValidationImages(Dataset dataset, int batch, int workers, OnBroken onBroken) {
    this.waiting = new ArrayDeque<>(dataset.samples());
    this.batch = batch;
    this.onBroken = onBroken;
    this.workers =
        Executors.newFixedThreadPool(
            workers,
            task -> {
              Thread thread = new Thread(task, "tag2mask-validation");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The next group; empty at the end. */
  Group next() {
    List<Sample> samples = new ArrayList<>();
    List<RgbImage> images = new ArrayList<>();
    while (true) {
      fill();
      Decoding head = decoding.peek();
      if (head == null) {
        return new Group(samples, images);
      }
      Optional<RgbImage> image = await(head);
      if (image.isPresent() && !images.isEmpty() && !fits(images, image.get())) {
        return new Group(samples, images);
      }
      decoding.poll();
      if (image.isPresent()) {
        samples.add(head.sample());
        images.add(image.get());
      }
    }
  }

  /** Broken images that were left out so far: message by id. */
  Map<String, String> skipped() {
    return skipped;
  }

  private boolean fits(List<RgbImage> images, RgbImage image) {
    RgbImage first = images.get(0);
    long pixels = (long) image.width() * image.height() * (images.size() + 1);
    return images.size() < batch
        && first.width() == image.width()
        && first.height() == image.height()
        && pixels <= GROUP_PIXELS;
  }

  private void fill() {
    while (decoding.size() < AHEAD && !waiting.isEmpty()) {
      Sample sample = waiting.poll();
      decoding.add(new Decoding(sample, workers.submit(() -> ImageReader.read(sample.image()))));
    }
  }

  private Optional<RgbImage> await(Decoding head) {
    try {
      return Optional.of(head.image().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException("validation was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ImageException broken) {
        if (onBroken == OnBroken.SKIP) {
          skipped.put(head.sample().id(), broken.getMessage());
          return Optional.empty();
        }
        throw new TrainingException(
            "a validation image cannot be used: "
                + broken.getMessage()
                + " (repair it, take it out of the list, or leave out broken images:"
                + " skip_broken)",
            broken);
      }
      throw new TrainingException("validation failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
