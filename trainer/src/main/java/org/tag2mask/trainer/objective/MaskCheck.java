package org.tag2mask.trainer.objective;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tag2mask.data.dataset.ConfidenceFile;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.image.ImageHeader;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.trainer.TrainingException;

/**
 * A look at all masks before hours of training on them: a segmenter that learns only background
 * mostly had masks without anything else. Single broken masks are left to the loading.
 */
final class MaskCheck {
  private MaskCheck() {}

  /**
   * What was found in a mask.
   *
   * @param fault why it cannot be read, or nothing
   * @param misfit why it does not fit its image, or nothing
   * @param stranger what is said of an index beyond the classes, or nothing
   * @param foreground whether it has a pixel of a class
   */
  private record Finding(
      Optional<String> fault,
      Optional<String> misfit,
      Optional<String> stranger,
      boolean foreground) {

    /** Whether a training can learn a class from it. */
    boolean useful() {
      return foreground && misfit.isEmpty();
    }
  }

  /**
   * Refuses masks nothing can be learned from.
   *
   * @param train samples with masks
   * @param confidence whether there must be confidence maps beside them
   * @throws TrainingException if no mask has foreground, one has an index beyond the classes, none
   *     can be read, none fits its image, or there is no confidence map
   */
  static void require(Dataset train, boolean confidence) {
    int classes = train.classes().size();
    List<Finding> findings =
        train.samples().parallelStream().map(sample -> look(sample, classes)).toList();
    String masks = train.size() + " masks of split '" + train.split() + "'";
    List<String> faults = findings.stream().flatMap(f -> f.fault().stream()).toList();
    if (faults.size() == findings.size()) {
      throw new TrainingException(
          "none of the " + masks + " can be read, the first: " + faults.get(0));
    }
    List<String> strangers = findings.stream().flatMap(f -> f.stranger().stream()).toList();
    if (!strangers.isEmpty()) {
      throw new TrainingException(
          strangers.size()
              + " of the "
              + masks
              + " do not fit the classes, the first: "
              + strangers.get(0));
    }
    if (findings.stream().allMatch(f -> f.fault().isPresent() || f.misfit().isPresent())) {
      throw new TrainingException(
          "no mask of split '"
              + train.split()
              + "' fits its image, the first: "
              + findings.stream().flatMap(f -> f.misfit().stream()).findFirst().orElseThrow()
              + "; are these the masks of this data set?");
    }
    if (findings.stream().noneMatch(Finding::useful)) {
      throw new TrainingException(
          "none of the "
              + masks
              + (findings.stream().allMatch(f -> f.misfit().isEmpty())
                  ? ""
                  : " that fit their images")
              + " has a pixel of a class: all are background (0) or ignored (255), so a segmenter"
              + " would learn to say background everywhere; look at the masks, and make them with a"
              + " lower background threshold");
    }
    if (confidence) {
      requireConfidence(train);
    }
  }

  private static Finding look(Sample sample, int classes) {
    TrueMask mask = sample.mask().orElseThrow();
    LabelMap labels;
    try {
      labels = mask.read();
    } catch (Tag2MaskException e) {
      return new Finding(Optional.of(e.getMessage()), Optional.empty(), Optional.empty(), false);
    }
    Optional<String> misfit = misfit(sample, labels, mask.file());
    try {
      PalettePng.checkClasses(labels, classes, mask.file());
      return new Finding(Optional.empty(), misfit, Optional.empty(), hasForeground(labels));
    } catch (ImageException e) {
      return new Finding(Optional.empty(), misfit, Optional.of(e.getMessage()), false);
    }
  }

  private static Optional<String> misfit(Sample sample, LabelMap labels, Path file) {
    try {
      ImageHeader image = ImageReader.header(sample.image(), ImageLimits.DEFAULT);
      PalettePng.checkSize(labels, image.uprightWidth(), image.uprightHeight(), file);
      return Optional.empty();
    } catch (Tag2MaskException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static void requireConfidence(Dataset train) {
    List<Path> masks = train.samples().stream().map(s -> s.mask().orElseThrow().file()).toList();
    if (masks.stream().allMatch(mask -> ConfidenceFile.beside(mask).isEmpty())) {
      throw new TrainingException(
          "confidence=yes weighs pixels by the maps beside the masks, but there is none beside "
              + masks.get(0)
              + "; make the masks with 'tag2mask masks --confidence'");
    }
  }

  private static boolean hasForeground(LabelMap labels) {
    for (byte value : labels.array()) {
      if (value != 0 && value != (byte) LabelMap.IGNORE) {
        return true;
      }
    }
    return false;
  }
}
