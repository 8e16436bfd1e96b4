package org.tag2mask.trainer.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.tag2mask.data.augment.Augmentation;
import org.tag2mask.data.augment.LabelledImage;
import org.tag2mask.data.coco.CocoException;
import org.tag2mask.data.dataset.ConfidenceFile;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.trainer.TrainingException;

/**
 * Decodes, changes and normalises pictures, and their masks where these are wanted, on worker
 * threads, some batches ahead of the training. Each batch lies in one direct buffer, which the
 * engine uses in place. The content of a batch does not depend on the number of workers.
 *
 * <p>For one reader thread.
 */
public final class BatchLoader implements AutoCloseable {

  /** What happens when a training image cannot be read. */
  public enum OnBroken {
    /** The training stops and names it. */
    STOP,
    /** The image is left out of its batch. */
    SKIP
  }

  /**
   * How the work is spread.
   *
   * @param workers threads, at least 1
   * @param ahead batches prepared before they are asked for, at least 1
   * @param onBroken what to do with a broken image
   */
  public record Work(int workers, int ahead, OnBroken onBroken) {
    /** Checks the ranges. */
    public Work {
      if (workers < 1 || ahead < 1) {
        throw new IllegalArgumentException(
            "a loader needs at least one worker and one batch ahead but got "
                + workers
                + " and "
                + ahead);
      }
    }
  }

  /**
   * What is read, and how it is changed.
   *
   * @param dataset the images with their tags; with masks for all of them if labels are wanted
   * @param crop how they are changed
   * @param input how the network wants them
   * @param labels what is read beside pixels and tags
   * @param seed the seed of the run
   */
  public record Reading(
      Dataset dataset, CropSettings crop, ImageInput input, Labels labels, long seed) {}

  private record Pending(
      ByteBuffer pixels,
      Batch.Planes[] planes,
      int[] images,
      List<Future<Optional<String>>> slots) {}

  private final Reading reading;
  private final Dataset dataset;
  private final BatchPlan plan;
  private final CropSettings crop;
  private final Augmentation augmentation;
  private final PixelTable table;
  private final long lastStep;
  private final Work work;
  private final ExecutorService workers;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private long nextStep;

  /**
   * Starts to load.
   *
   * @param reading what is read
   * @param plan which images at which step
   * @param firstStep the step of the first batch
   * @param lastStep the step after the last batch
   * @param work how the work is spread
   */
  public BatchLoader(Reading reading, BatchPlan plan, long firstStep, long lastStep, Work work) {
    this.reading = reading;
    this.dataset = reading.dataset();
    this.plan = plan;
    this.crop = reading.crop();
    this.augmentation = crop.augmentation();
    this.table = new PixelTable(reading.input());
    this.nextStep = firstStep;
    this.lastStep = lastStep;
    this.work = work;
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            work.workers(),
            task -> {
              Thread thread = new Thread(task, "tag2mask-loader-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The batch of the next step. Waits until it is ready.
   *
   * @return the batch; close it when the step is done
   * @throws TrainingException if an image is broken and that stops the training, or all images of
   *     the batch are
   * @throws IllegalStateException after the last step
   */
  public Batch next() {
    while (pending.size() < work.ahead() && nextStep < lastStep) {
      pending.add(start(nextStep++));
    }
    Pending first = pending.poll();
    if (first == null) {
      throw new IllegalStateException("no batch after step " + lastStep);
    }
    Map<Integer, String> broken = new LinkedHashMap<>();
    for (int i = 0; i < first.images.length; i++) {
      int slot = i;
      await(first.slots.get(i)).ifPresent(message -> broken.put(slot, message));
    }
    // One more is started at once, so that the workers are busy while the engine is.
    if (nextStep < lastStep) {
      pending.add(start(nextStep++));
    }
    return assemble(first, broken);
  }

  private Pending start(long step) {
    int[] images = plan.images(step);
    int floats = crop.height() * crop.width() * 3;
    ByteBuffer pixels = free.poll();
    if (pixels == null) {
      int bytes = Math.multiplyExact(Math.multiplyExact(floats, plan.batch()), Float.BYTES);
      pixels = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    Batch.Planes[] planes = new Batch.Planes[images.length];
    List<Future<Optional<String>>> slots = new ArrayList<>();
    for (int i = 0; i < images.length; i++) {
      int at = i;
      long variant = plan.variant(step, i);
      FloatBuffer slot = pixels.asFloatBuffer().slice(i * floats, floats);
      slots.add(workers.submit(() -> load(images[at], variant, slot, planes, at)));
    }
    return new Pending(pixels, planes, images, slots);
  }

  /** Fills one slot; a message if the image or its mask is broken. */
  private Optional<String> load(
      int image, long variant, FloatBuffer pixels, Batch.Planes[] planes, int slot) {
    LabelledImage picture;
    try {
      picture = read(dataset.samples().get(image));
    } catch (ImageException | CocoException e) {
      return Optional.of(e.getMessage());
    }
    picture = augmentation.apply(picture, Seeds.picture(reading.seed(), variant, image));
    table.write(picture.image(), picture.valid(), crop.height(), crop.width(), pixels);
    planes[slot] =
        new Batch.Planes(picture.labels().map(LabelMap::array).orElse(null), picture.scores());
    return Optional.empty();
  }

  private LabelledImage read(Sample sample) {
    RgbImage image = ImageReader.read(sample.image(), ImageLimits.DEFAULT);
    if (reading.labels() == Labels.NONE) {
      return LabelledImage.of(image);
    }
    TrueMask mask = sample.mask().orElseThrow();
    int classes = dataset.classes().size();
    LabelledImage labelled =
        LabelledImage.of(image, mask.read(image.width(), image.height(), classes));
    Optional<Path> confidence =
        reading.labels() == Labels.WEIGHTED_MASKS
            ? ConfidenceFile.beside(mask.file())
            : Optional.empty();
    return confidence
        .map(file -> ConfidenceFile.read(file, image.width(), image.height()))
        .map(labelled::withScores)
        .orElse(labelled);
  }

  /**
   * Closes the gaps of broken images and their groups, in order, so that the result is still a
   * function of data. A single image left of several is there twice: batch normalisation after an
   * image pooling has nothing to learn from one.
   */
  private Batch assemble(Pending loaded, Map<Integer, String> broken) {
    Map<String, String> skipped = new LinkedHashMap<>();
    broken.forEach(
        (slot, message) -> skipped.put(dataset.samples().get(loaded.images[slot]).id(), message));
    if (!broken.isEmpty() && work.onBroken() == OnBroken.STOP) {
      throw new TrainingException(
          "a training image cannot be used: "
              + skipped.values().iterator().next()
              + " (repair it, take it out of the list, or train without broken images:"
              + " skip_broken)");
    }
    Set<Integer> left = new TreeSet<>();
    for (int slot : broken.keySet()) {
      int first = slot / plan.group() * plan.group();
      IntStream.range(first, first + plan.group()).forEach(left::add);
    }
    int[] kept =
        IntStream.range(0, loaded.images.length).filter(slot -> !left.contains(slot)).toArray();
    if (kept.length == 1 && loaded.images.length > 1) {
      kept = new int[] {kept[0], kept[0]};
    }
    int size = kept.length;
    if (size == 0) {
      throw new TrainingException(
          "nothing is left of a batch of "
              + loaded.images.length
              + " images: "
              + broken.size()
              + " are broken, the first: "
              + skipped.values().iterator().next());
    }
    int bytes = crop.height() * crop.width() * 3 * Float.BYTES;
    int classes = dataset.classes().foregroundCount();
    float[] tags = new float[size * classes];
    Batch.Planes[] planes = new Batch.Planes[reading.labels().masks() ? size : 0];
    int[] indices = new int[size];
    for (int to = 0; to < size; to++) {
      int from = kept[to];
      if (to != from) {
        loaded.pixels.put(to * bytes, loaded.pixels, from * bytes, bytes);
      }
      float[] row = dataset.target(dataset.samples().get(loaded.images[from]));
      System.arraycopy(row, 0, tags, to * classes, classes);
      if (planes.length > 0) {
        planes[to] = loaded.planes[from];
      }
      indices[to] = loaded.images[from];
    }
    return new Batch(
        new Batch.Content(loaded.pixels, indices, tags, planes),
        crop,
        skipped,
        () -> free.add(loaded.pixels));
  }

  private static Optional<String> await(Future<Optional<String>> slot) {
    try {
      return slot.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException("loading was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException inner) {
        throw inner;
      }
      throw new TrainingException("loading failed: " + e.getCause(), e.getCause());
    }
  }

  /** Stops the workers; batches not yet closed stay valid. */
  @Override
  public void close() {
    workers.shutdownNow();
  }
}
