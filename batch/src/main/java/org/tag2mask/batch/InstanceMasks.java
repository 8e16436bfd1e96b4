package org.tag2mask.batch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.data.coco.CocoResult;
import org.tag2mask.data.coco.CocoResultsFile;
import org.tag2mask.data.coco.CocoRle;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.JpegFile;
import org.tag2mask.data.overlay.MaskOverlay;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.cam.Partners;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.instance.Instance;
import org.tag2mask.runtime.instance.InstanceMaker;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.TagSource;

/**
 * Single objects: beside the mask of classes, in which every object's pixels have its class, a COCO
 * results file of the image's objects, and perhaps a picture of them. In the file of one image
 * {@code image_id} is 1 and {@code category_id} the class id 1..K.
 */
public final class InstanceMasks implements MaskFunction {
  /** What follows the id in the name of an image's objects. */
  public static final String RESULTS = ".instances.json";

  /** What follows the id in the name of an image's picture. */
  public static final String PICTURE = ".overlay.jpg";

  private static final int QUALITY = 90;

  /** Whether pictures are wanted. */
  public enum Pictures {
    /** None. */
    NONE,
    /** One an image: each object in a colour of its own. */
    OVERLAYS
  }

  private final PseudoMasker masker;
  private final InstanceMaker maker;
  private final PartnerImages partners;
  private final Pictures pictures;

  /**
   * Objects by a masker's recipe.
   *
   * @param masker with a boundary model that has displacements; not closed
   * @param partners images that a classifier of pairs compares with
   * @param pictures whether pictures are wanted
   * @throws org.tag2mask.runtime.Tag2MaskException when the recipe or the model is of no use
   */
  public InstanceMasks(PseudoMasker masker, PartnerImages partners, Pictures pictures) {
    this.masker = masker;
    this.maker = masker.instances();
    this.partners = partners;
    this.pictures = pictures;
  }

  /** The endings of the further files of each image. */
  public List<String> files() {
    return pictures == Pictures.OVERLAYS ? List.of(RESULTS, PICTURE) : List.of(RESULTS);
  }

  @Override
  public MaskResult mask(RgbImage image, Set<Integer> tags) {
    return make(image, tags, Partners.NONE).result();
  }

  @Override
  public Made make(Sample sample, RgbImage image) {
    return make(image, sample.tags(), partners.of(sample));
  }

  private Made make(RgbImage image, Collection<Integer> tags, Partners others) {
    long start = System.nanoTime();
    Cams cams =
        masker.recipe().tags() instanceof TagSource.Predicted
            ? masker.cams(image, others)
            : masker.cams(image, tags, others);
    long found = System.nanoTime();
    List<Instance> instances = maker.make(image, cams);
    Map<String, Double> times = new LinkedHashMap<>();
    times.put("cam", (found - start) / 1e6);
    times.put("instance", (System.nanoTime() - found) / 1e6);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(RESULTS, CocoResultsFile.encode(results(instances)));
    if (pictures == Pictures.OVERLAYS) {
      RgbImage picture = MaskOverlay.DEFAULT.draw(image, numbers(image, instances));
      files.put(PICTURE, JpegFile.encode(picture, QUALITY));
    }
    return new Made(result(image, cams, instances, times), files);
  }

  private static List<CocoResult> results(List<Instance> instances) {
    return instances.stream()
        .map(
            instance ->
                new CocoResult(
                    1, instance.classId(), CocoRle.ofLabel(instance.mask(), 1), instance.score()))
        .toList();
  }

  /** Objects numbered from 1; there are at most 100 of 1 % of the image each. */
  private static LabelMap numbers(RgbImage image, List<Instance> instances) {
    byte[] labels = new byte[image.width() * image.height()];
    for (int n = 0; n < instances.size(); n++) {
      byte number = (byte) (n + 1);
      instances.get(n).pixels().stream().forEach(i -> labels[i] = number);
    }
    return LabelMap.wrap(image.width(), image.height(), labels);
  }

  private static MaskResult result(
      RgbImage image, Cams cams, List<Instance> instances, Map<String, Double> times) {
    byte[] labels = new byte[image.width() * image.height()];
    float[] confidence = new float[labels.length];
    double sum = 0;
    for (Instance instance : instances) {
      instance.pixels().stream()
          .forEach(
              i -> {
                labels[i] = (byte) instance.classId();
                confidence[i] = instance.score();
              });
      sum += (double) instance.score() * instance.pixels().cardinality();
    }
    return new MaskResult(
        LabelMap.wrap(image.width(), image.height(), labels),
        confidence,
        sum / labels.length,
        cams.classIds(),
        cams.scores(),
        times);
  }
}
