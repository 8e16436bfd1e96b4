package org.tag2mask.trainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.data.png.RgbPng;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Small pictures of noise with a red, a green or a blue square, or several, tagged by colour;
 * beside each its label map, unsure (255) for a pixel on both sides of the squares' outlines.
 */
final class ColouredSquares {
  static final ClassList CLASSES = ClassList.ofTags(List.of("red", "green", "blue"));

  private ColouredSquares() {}

  /** Writes pictures of 56 × 40 pixels; the same for the same seed. */
  static Dataset write(Path folder, String split, int count, long seed) throws IOException {
    Dataset masked = writeMasked(folder, split, count, seed);
    List<Sample> samples = new ArrayList<>();
    for (Sample s : masked.samples()) {
      samples.add(new Sample(s.id(), s.image(), Optional.empty(), s.tags()));
    }
    return new Dataset(folder, split, CLASSES, samples);
  }

  /** The same pictures with masks of their squares; the last colour painted is on top. */
  static Dataset writeMasked(Path folder, String split, int count, long seed) throws IOException {
    Files.createDirectories(folder);
    List<Sample> samples = new ArrayList<>();
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      int width = 56;
      int height = 40;
      byte[] rgb = new byte[3 * width * height];
      for (int p = 0; p < rgb.length; p++) {
        rgb[p] = (byte) (60 + random.nextInt(40));
      }
      byte[] labels = new byte[width * height];
      Set<Integer> tags = new TreeSet<>();
      tags.add(1 + random.nextInt(3));
      if (random.nextInt(3) == 0) {
        tags.add(1 + random.nextInt(3));
      }
      for (int tag : tags) {
        int left = random.nextInt(width - 14);
        int top = random.nextInt(height - 14);
        for (int y = top; y < top + 14; y++) {
          for (int x = left; x < left + 14; x++) {
            rgb[3 * (y * width + x) + tag - 1] = (byte) 230;
            labels[y * width + x] = (byte) tag;
          }
        }
      }
      Path file = folder.resolve(split + i + ".png");
      RgbPng.write(file, RgbImage.wrap(width, height, rgb));
      Path mask = folder.resolve("masks").resolve(split + i + ".png");
      Files.createDirectories(mask.getParent());
      PalettePng.write(mask, LabelMap.wrap(width, height, labels));
      samples.add(new Sample(split + i, file, Optional.of(TrueMask.png(mask)), tags));
      PalettePng.write(
          folder.resolve(split + i + ".labels.png"),
          LabelMap.wrap(width, height, unsureOutlines(labels, width)));
    }
    return new Dataset(folder, split, CLASSES, samples);
  }

  /** The same pictures with their label maps as masks. */
  static Dataset labelled(Dataset squares) {
    List<Sample> samples =
        squares.samples().stream()
            .map(s -> new Sample(s.id(), s.image(), Optional.of(TrueMask.png(labels(s))), s.tags()))
            .toList();
    return new Dataset(squares.root(), squares.split(), squares.classes(), samples);
  }

  /** Where the label map of a picture lies. */
  static Path labels(Sample sample) {
    return sample.image().resolveSibling(sample.id() + ".labels.png");
  }

  private static byte[] unsureOutlines(byte[] labels, int width) {
    byte[] marked = labels.clone();
    for (int i = 0; i < labels.length; i++) {
      boolean right = (i + 1) % width != 0 && labels[i] != labels[i + 1];
      boolean below = i + width < labels.length && labels[i] != labels[i + width];
      if (right || below) {
        marked[i] = (byte) LabelMap.IGNORE;
        marked[right ? i + 1 : i + width] = (byte) LabelMap.IGNORE;
      }
    }
    return marked;
  }
}
