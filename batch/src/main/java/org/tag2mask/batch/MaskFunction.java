package org.tag2mask.batch;

import java.util.Map;
import java.util.Set;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.AffinityLabeler;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.Segmenter;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.ClassFilter;
import org.tag2mask.runtime.recipe.TagSource;

/** Makes the mask of one image. Called by several threads at once. */
@FunctionalInterface
public interface MaskFunction {
  /**
   * Makes a mask. The same image and tags always give the same mask.
   *
   * @param image the image
   * @param tags ids 1..K of the classes noted for it; may be empty
   * @return mask, confidence and times
   * @throws org.tag2mask.runtime.Tag2MaskException when this image cannot get a mask
   */
  MaskResult mask(RgbImage image, Set<Integer> tags);

  /**
   * Makes the mask of a sample: by default from its image and tags alone.
   *
   * @param sample what is known of the image
   * @param image its pixels
   * @return mask, confidence and times
   * @throws org.tag2mask.runtime.Tag2MaskException when this image cannot get a mask
   */
  default MaskResult mask(Sample sample, RgbImage image) {
    return mask(image, sample.tags());
  }

  /**
   * A mask with further files of its image.
   *
   * @param result mask, confidence and times
   * @param files content by what follows the image's id in the file's name ({@code .overlay.jpg})
   */
  record Made(MaskResult result, Map<String, byte[]> files) {}

  /**
   * Makes a mask and the further files that {@link RunRecord#files} announces; none unless
   * overridden.
   *
   * @param sample what is known of the image
   * @param image its pixels
   * @return mask and files
   * @throws org.tag2mask.runtime.Tag2MaskException when this image cannot get a mask
   */
  default Made make(Sample sample, RgbImage image) {
    return new Made(mask(sample, image), Map.of());
  }

  /**
   * Masks of a classifier and a recipe that compare each image with others of its data set, where
   * the classifier looks at pairs.
   *
   * @param masker the masker; not closed
   * @param partners where the others come from
   * @return the function
   */
  static MaskFunction of(PseudoMasker masker, PartnerImages partners) {
    boolean predicted = masker.recipe().tags() instanceof TagSource.Predicted;
    MaskFunction alone = of(masker);
    return new MaskFunction() {
      @Override
      public MaskResult mask(RgbImage image, Set<Integer> tags) {
        return alone.mask(image, tags);
      }

      @Override
      public MaskResult mask(Sample sample, RgbImage image) {
        return predicted
            ? masker.run(image, partners.of(sample))
            : masker.run(image, sample.tags(), partners.of(sample));
      }
    };
  }

  /**
   * Masks of a classifier and a recipe. Tags are passed on when the recipe wants them, and left out
   * when it predicts them.
   *
   * @param masker the masker; not closed
   * @return the function
   */
  static MaskFunction of(PseudoMasker masker) {
    return masker.recipe().tags() instanceof TagSource.Predicted
        ? (image, tags) -> masker.run(image)
        : masker::run;
  }

  /**
   * Labels for affinity networks, of a classifier and a recipe; 255 where they are unsure.
   *
   * @param labeler the labeler; not closed
   * @return the function
   */
  static MaskFunction of(AffinityLabeler labeler) {
    return labeler::run;
  }

  /**
   * Masks of a segmenter and a recipe. Tags are passed on when the recipe restricts masks to them.
   *
   * @param segmenter the segmenter; not closed
   * @return the function
   */
  static MaskFunction of(Segmenter segmenter) {
    return segmenter.recipe().classes() == ClassFilter.GIVEN
        ? segmenter::run
        : (image, tags) -> segmenter.run(image);
  }
}
