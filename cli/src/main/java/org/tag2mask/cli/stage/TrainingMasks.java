package org.tag2mask.cli.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.SeededOrder;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;

/**
 * Which masks a training learns from.
 *
 * @param folder made masks, in the place of the data set's own; empty for these
 * @param trueShare share of the images that keep their true masks, 0..1
 * @param seed of the choice of these images
 */
public record TrainingMasks(Optional<Path> folder, double trueShare, long seed) {

  /** Checks the share. */
  public TrainingMasks {
    if (!(trueShare >= 0 && trueShare <= 1)) {
      throw new Tag2MaskException("the share of true masks must be 0..1, found " + trueShare);
    }
  }

  /** The data set's own masks. */
  public static TrainingMasks ownMasks() {
    return new TrainingMasks(Optional.empty(), 0, 0);
  }

  /** Made masks alone. */
  public static TrainingMasks of(Path folder) {
    return new TrainingMasks(Optional.of(folder), 0, 0);
  }

  /**
   * What is trained on.
   *
   * @param data the samples that have a mask, in their order
   * @param without samples left out because they have none
   * @param trueMasks samples with a true mask among made ones
   * @param hashes sha256 of each made mask by the id of its image, as far as a ledger tells it
   */
  public record Chosen(Dataset data, int without, int trueMasks, Map<String, String> hashes) {

    /**
     * The choice in words.
     *
     * @return nothing when every image has a mask of one kind
     */
    public Optional<String> note() {
      List<String> parts = new ArrayList<>();
      if (without > 0) {
        parts.add(
            without + " images of split '" + data.split() + "' have no mask and are left out");
      }
      if (trueMasks > 0) {
        parts.add(trueMasks + " of " + data.size() + " images keep their true masks");
      }
      return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
    }
  }

  /**
   * Chooses the masks.
   *
   * @param data the images
   * @return those with a mask
   * @throws Tag2MaskException when none has one, the folder holds masks of other classes, or too
   *     few images have true masks
   */
  public Chosen choose(Dataset data) {
    if (folder.isEmpty()) {
      Dataset masked = data.masked();
      requireSome(masked, data);
      return new Chosen(masked, data.size() - masked.size(), 0, Map.of());
    }
    Set<String> keepTrue = chosenTrue(data);
    MaskFolder masks = new MaskFolder(folder.get());
    requireClasses(masks, data);
    Map<String, String> made = made(masks, data);
    Map<String, String> hashes = new TreeMap<>();
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : data.samples()) {
      if (keepTrue.contains(sample.id())) {
        samples.add(sample);
      } else if (made.containsKey(sample.id())) {
        hashes.put(sample.id(), made.get(sample.id()));
        TrueMask mask = TrueMask.png(masks.mask(sample.id()));
        samples.add(new Sample(sample.id(), sample.image(), Optional.of(mask), sample.tags()));
      }
    }
    Dataset chosen = new Dataset(data.root(), data.split(), data.classes(), samples);
    requireSome(chosen, data);
    return new Chosen(chosen, data.size() - chosen.size(), keepTrue.size(), hashes);
  }

  /** Images in a seeded order, the first of them that have a true mask. */
  private Set<String> chosenTrue(Dataset data) {
    int wanted = (int) Math.rint(trueShare * data.size());
    Set<String> chosen = new HashSet<>();
    for (int index : SeededOrder.permutation(data.size(), seed)) {
      Sample sample = data.samples().get(index);
      if (chosen.size() < wanted && sample.mask().isPresent()) {
        chosen.add(sample.id());
      }
    }
    if (chosen.size() < wanted) {
      throw new Tag2MaskException(
          "a share of "
              + trueShare
              + " true masks is "
              + wanted
              + " of the "
              + data.size()
              + " images of split '"
              + data.split()
              + "', but only "
              + chosen.size()
              + " have a true mask; give a smaller share");
    }
    return chosen;
  }

  /** The masks there are, and what the ledger says of them; without a ledger all files count. */
  private static Map<String, String> made(MaskFolder masks, Dataset data) {
    Map<String, String> made = new HashMap<>();
    if (!Files.isRegularFile(masks.ledger())) {
      data.samples().stream()
          .map(Sample::id)
          .filter(id -> Files.isRegularFile(masks.mask(id)))
          .forEach(id -> made.put(id, "unknown"));
      return made;
    }
    try {
      Ledger.made(masks.ledger()).forEach((id, mask) -> made.put(id, mask.sha256()));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireClasses(MaskFolder masks, Dataset data) {
    if (!Files.isDirectory(masks.root())) {
      throw new Tag2MaskException(
          "mask folder "
              + masks.root()
              + " does not exist; make masks first with 'tag2mask masks --out "
              + masks.root()
              + "'");
    }
    if (!Files.isRegularFile(masks.run())) {
      return;
    }
    try {
      JsonObject run = Json.parseObject(Files.readString(masks.run()), masks.run().toString());
      List<String> there = run.strings("classes");
      if (!there.equals(data.classes().names())) {
        throw new Tag2MaskException(
            "the masks in "
                + masks.root()
                + " were made for the classes "
                + there
                + ", the data set has "
                + data.classes().names()
                + "; class ids would mean something else");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireSome(Dataset chosen, Dataset data) {
    if (chosen.size() == 0) {
      throw new Tag2MaskException(
          "none of the "
              + data.size()
              + " images of split '"
              + data.split()
              + "' has a mask"
              + folder
                  .map(f -> " in " + f + "; make masks of this split, or give another folder")
                  .orElse(
                      "; expected SegmentationClass/<id>.png or masks/<id>.png, or give made masks"
                          + " with --masks DIR"));
    }
  }
}
