package org.tag2mask.cli.stage;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.batch.MaskFunction;
import org.tag2mask.cli.stage.SegmentRequest.Extra;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.JpegFile;
import org.tag2mask.data.overlay.MaskOverlay;
import org.tag2mask.runtime.Segmenter;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.LabelScores;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.ClassFilter;
import org.tag2mask.runtime.segment.SegmentMaker.Segmentation;

/** Segments an image and makes the further files that were asked for. */
final class SegmentFunction implements MaskFunction {
  private static final int JPEG_QUALITY = 90;
  private static final int FULL = 255;

  private final Segmenter segmenter;
  private final MaskFunction masks;
  private final Set<Extra> extras;

  SegmentFunction(Segmenter segmenter, Set<Extra> extras) {
    this.segmenter = segmenter;
    this.masks = MaskFunction.of(segmenter);
    this.extras = extras;
  }

  @Override
  public MaskResult mask(RgbImage image, Set<Integer> tags) {
    return masks.mask(image, tags);
  }

  @Override
  public Made make(Sample sample, RgbImage image) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    MaskResult result;
    if (extras.contains(Extra.PROBABILITIES)) {
      Segmentation both =
          segmenter.recipe().classes() == ClassFilter.GIVEN
              ? segmenter.runWithScores(image, sample.tags())
              : segmenter.runWithScores(image);
      result = both.result();
      files.put(Extra.PROBABILITIES.ending(), probabilities(both.scores()));
    } else {
      result = masks.mask(sample, image);
    }
    if (extras.contains(Extra.OVERLAY)) {
      RgbImage picture = MaskOverlay.DEFAULT.draw(image, result.mask());
      files.put(Extra.OVERLAY.ending(), JpegFile.encode(picture, JPEG_QUALITY));
    }
    return new Made(result, files);
  }

  /** {@code round(255·p)} for all K+1 classes; 0 for those the image is not tagged with. */
  private byte[] probabilities(LabelScores scores) {
    int classes = segmenter.classNames().foreground() + 1;
    int pixels = scores.pixels();
    byte[] bytes = new byte[Math.multiplyExact(classes, pixels)];
    float[] planes = scores.planes();
    for (int i = 0; i < scores.labels().length; i++) {
      int to = scores.labels()[i] * pixels;
      for (int p = 0; p < pixels; p++) {
        float probability = Math.max(0, Math.min(1, planes[i * pixels + p]));
        bytes[to + p] = (byte) Math.round(FULL * probability);
      }
    }
    return NpyFile.encode(bytes, classes, scores.height(), scores.width());
  }

  /** What follows the id in the names of the files it makes. */
  static List<String> endings(Set<Extra> extras) {
    return Arrays.stream(Extra.values()).filter(extras::contains).map(Extra::ending).toList();
  }
}
