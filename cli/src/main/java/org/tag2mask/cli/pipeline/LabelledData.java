package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.runtime.Tag2MaskException;

/**
 * Images with masks that an earlier stage made for them.
 *
 * @param data the images that have one
 * @param fingerprint of images and masks: the masks by their content, so that masks made once more
 *     are the same
 */
record LabelledData(Dataset data, String fingerprint) {

  /**
   * Puts images and made masks together.
   *
   * @param images images without masks
   * @param folder of the masks, with its ledger
   * @throws Tag2MaskException when none of the images has a mask
   */
  static LabelledData of(Dataset images, MaskFolder folder) throws IOException {
    Map<String, String> made = new TreeMap<>();
    Ledger.read(
        folder.ledger(),
        entry -> {
          if (entry instanceof MadeMask mask) {
            made.put(mask.id(), mask.sha256());
          }
        });
    List<Sample> samples = new ArrayList<>();
    List<Sample> bare = new ArrayList<>();
    StringBuilder hashes = new StringBuilder();
    for (Sample sample : images.samples()) {
      String hash = made.get(sample.id());
      if (hash != null) {
        TrueMask mask = TrueMask.png(folder.mask(sample.id()));
        samples.add(new Sample(sample.id(), sample.image(), Optional.of(mask), sample.tags()));
        bare.add(new Sample(sample.id(), sample.image(), Optional.empty(), sample.tags()));
        hashes.append(sample.id()).append(' ').append(hash).append('\n');
      }
    }
    if (samples.isEmpty()) {
      throw new Tag2MaskException(
          "none of the "
              + images.size()
              + " images of split '"
              + images.split()
              + "' has labels in "
              + folder.root()
              + "; look into its ledger for what failed");
    }
    String pictures = DataFingerprint.of(with(images, bare));
    return new LabelledData(with(images, samples), FileHash.sha256(pictures + "\n" + hashes));
  }

  private static Dataset with(Dataset data, List<Sample> samples) {
    return new Dataset(data.root(), data.split(), data.classes(), samples);
  }
}
