package org.tag2mask.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.sampling.ClassIndex;
import org.tag2mask.data.sampling.PartnerSampler;
import org.tag2mask.runtime.cam.Partners;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * Partners for the images of a data set, drawn from it by tag. Which ones depends on the recipe's
 * seed, the image's place in the data set and the class, so that the same data set gives the same
 * maps on any number of threads. A partner that cannot be read is passed over. Thread-safe.
 */
public final class PartnerImages {
  private final Dataset data;
  private final ImageSource images;
  private final Optional<PartnerSampler> sampler;
  private final Map<String, Integer> places = new HashMap<>();

  /**
   * Partners from a data set.
   *
   * @param recipe says whether images are compared with others at all, and the seed
   * @param data the images and their tags
   * @param images reads them
   */
  public PartnerImages(MaskRecipe recipe, Dataset data, ImageSource images) {
    this.data = data;
    this.images = images;
    this.sampler =
        recipe.cams().pairs().map(pairs -> new PartnerSampler(ClassIndex.of(data), pairs.seed()));
    for (int i = 0; i < data.size(); i++) {
      places.put(data.samples().get(i).id(), i);
    }
  }

  /**
   * The partners of an image; none where the recipe compares no images, or for a class that no
   * image has.
   *
   * @param sample an image of the data set
   */
  public Partners of(Sample sample) {
    int place = places.get(sample.id());
    return sampler
        .<Partners>map(drawn -> (classId, number) -> read(drawn, place, classId, number))
        .orElse(Partners.NONE);
  }

  private List<RgbImage> read(PartnerSampler drawn, int place, int classId, int number) {
    List<RgbImage> partners = new ArrayList<>();
    ClassIndex index = drawn.index();
    boolean known = classId <= index.classes() && index.count(classId) > 0;
    // Twice as many tries as partners: some may be broken.
    for (int i = 0; known && i < 2 * number && partners.size() < number; i++) {
      readable(data.samples().get(drawn.partner(place, classId, i).image()))
          .ifPresent(partners::add);
    }
    return partners;
  }

  /** A broken image fails where its own turn comes, and is named there. */
  private Optional<RgbImage> readable(Sample sample) {
    try {
      return Optional.of(images.read(sample));
    } catch (ImageException e) {
      return Optional.empty();
    }
  }
}
