package org.tag2mask.data.dataset;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.tag2mask.data.coco.CocoAnnotations;
import org.tag2mask.data.coco.CocoImage;
import org.tag2mask.data.coco.CocoObject;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.image.LabelMap;

/**
 * The truth of a COCO image, painted from its annotations: crowd regions first, then the objects
 * from the largest to the smallest, so that a tie on a person is not painted over. COCO says
 * nothing about which of two objects lies in front.
 *
 * @param annotations where the shapes are
 * @param image the image
 * @param classes the class 1..K of each category id
 * @param crowds what crowd regions are
 */
record CocoMask(
    CocoAnnotations annotations, CocoImage image, Map<Integer, Integer> classes, CrowdRule crowds)
    implements TrueMask {

  private static final Comparator<CocoObject> CROWDS_THEN_LARGE_FIRST =
      Comparator.comparing((CocoObject object) -> !object.crowd())
          .thenComparing(object -> -object.mask().area());

  @Override
  public Path file() {
    return annotations.file();
  }

  @Override
  public LabelMap read() {
    List<CocoObject> objects = annotations.objects(image);
    objects.sort(CROWDS_THEN_LARGE_FIRST);
    ImageLimits.DEFAULT.checkPixels(file() + " image " + image.id(), image.width(), image.height());
    byte[] labels = new byte[image.width() * image.height()];
    for (CocoObject object : objects) {
      boolean unknown = object.crowd() && crowds == CrowdRule.IGNORE;
      object.mask().paint(labels, unknown ? LabelMap.IGNORE : classes.get(object.categoryId()));
    }
    return LabelMap.wrap(image.width(), image.height(), labels);
  }
}
