package org.tag2mask.cli.stage;

import java.util.List;
import java.util.Optional;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.cli.report.HeatMap;
import org.tag2mask.cli.report.ReportImage;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.TagSource;

/**
 * The pixels of a sample for the report, read when asked for.
 *
 * @param sample the image
 * @param masks where its mask is
 * @param masker makes its maps again
 */
record SamplePixels(Sample sample, MaskFolder masks, Optional<PseudoMasker> masker)
    implements ReportImage.Pixels {

  @Override
  public RgbImage picture() {
    return ImageReader.read(sample.image());
  }

  @Override
  public LabelMap mask() {
    return PalettePng.read(masks.mask(sample.id()));
  }

  @Override
  public Optional<LabelMap> truth() {
    return sample.mask().map(TrueMask::read);
  }

  @Override
  public List<HeatMap> heatMaps() {
    if (masker.isEmpty()) {
      return List.of();
    }
    PseudoMasker maker = masker.get();
    boolean predicted = maker.recipe().tags() instanceof TagSource.Predicted;
    return HeatMap.of(predicted ? maker.cams(picture()) : maker.cams(picture(), sample.tags()));
  }
}
