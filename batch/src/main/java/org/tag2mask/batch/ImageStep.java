package org.tag2mask.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tag2mask.batch.ledger.FailedImage;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.png.GreyPng;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.UnknownClassException;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskResult;

/**
 * One image from file to mask on the disk. Whatever is wrong with the image becomes a {@link
 * FailedImage}; a disk that cannot be written is a {@link BatchException}. Thread-safe.
 */
final class ImageStep {
  private static final System.Logger LOG = System.getLogger(ImageStep.class.getName());

  private final MaskFolder folder;
  private final ImageSource images;
  private final MaskFunction masks;
  private final Confidence confidence;

  ImageStep(MaskFolder folder, ImageSource images, MaskFunction masks, Confidence confidence) {
    this.folder = folder;
    this.images = images;
    this.masks = masks;
    this.confidence = confidence;
  }

  LedgerEntry run(Sample sample) {
    Map<String, Double> times = new LinkedHashMap<>();
    try {
      return make(sample, times);
    } catch (BatchException e) {
      throw e;
    } catch (Tag2MaskException e) {
      LOG.log(System.Logger.Level.DEBUG, "image " + sample.id() + " failed", e);
      return new FailedImage(sample.id(), errorClass(e), e.getMessage(), times);
    } catch (OutOfMemoryError e) {
      // Only this image's arrays are gone; the next, smaller one may fit.
      return new FailedImage(
          sample.id(),
          "out-of-memory",
          "the maps of this image need more memory than Java has ("
              + Runtime.getRuntime().maxMemory() / 1_000_000
              + " MB); scale it down, use fewer workers, or raise -Xmx",
          times);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "image " + sample.id() + " failed in our code", e);
      return new FailedImage(sample.id(), "internal-error", e.toString(), times);
    }
  }

  private static String errorClass(Tag2MaskException fault) {
    if (fault instanceof ImageException image) {
      return image.kind().errorClass();
    }
    if (fault instanceof UnsafeIdException) {
      return "unsafe-id";
    }
    return fault instanceof UnknownClassException ? "unknown-class" : "refused";
  }

  private LedgerEntry make(Sample sample, Map<String, Double> times) {
    Path maskFile = folder.mask(sample.id());
    long written = SourceFile.time(sample);
    long start = System.nanoTime();
    RgbImage image = images.read(sample);
    times.put("decode", since(start));
    MadeMask.Source source = SourceFile.of(sample, written);
    MaskFunction.Made made = masks.make(sample, image);
    MaskResult result = made.result();
    times.putAll(result.milliseconds());

    long write = System.nanoTime();
    Optional<String> confidenceHash = Optional.empty();
    if (confidence == Confidence.MAPS) {
      byte[] map =
          GreyPng.encode(image.width(), image.height(), result.confidence(), GreyPng.Depth.BITS_8);
      write(folder.confidence(sample.id()), map);
      confidenceHash = Optional.of(Sha256.of(map));
    }
    SortedMap<String, String> hashes = new TreeMap<>();
    made.files()
        .forEach(
            (ending, content) -> {
              write(folder.further(sample.id(), ending), content);
              hashes.put(ending, Sha256.of(content));
            });
    byte[] mask = PalettePng.encode(result.mask());
    write(maskFile, mask);
    times.put("write", since(write));
    return new MadeMask(
        sample.id(),
        Sha256.of(mask),
        confidenceHash,
        hashes,
        image.width(),
        image.height(),
        source,
        pixels(result.mask().counts()),
        result.imageConfidence(),
        result.lostAllTags(),
        times);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static SortedMap<Integer, Long> pixels(long[] counts) {
    SortedMap<Integer, Long> pixels = new TreeMap<>();
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] > 0) {
        pixels.put(label, counts[label]);
      }
    }
    return pixels;
  }

  private void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw MaskJob.diskFault(folder, e);
    }
  }
}
