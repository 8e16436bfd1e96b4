package org.tag2mask.runtime.cam;

import java.util.Collection;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.TagSource;

/** Makes the merged and normalised maps of an image. Thread-safe. */
public interface CamSource {

  /**
   * The maps of the classes given.
   *
   * @param image the image
   * @param classIds ids 1..K of the classes to take; may be empty
   * @param partners images to compare it with; not asked by models of single images
   * @return the maps, classes ascending
   * @throws org.tag2mask.runtime.UnknownClassException when an id is outside 1..K
   */
  Cams extract(RgbImage image, Collection<Integer> classIds, Partners partners);

  /**
   * The maps of the classes the classifier sees.
   *
   * @param image the image
   * @param tags the rule
   * @param partners images to compare it with; not asked by models of single images
   * @return the maps, classes ascending; may be none
   */
  Cams extract(RgbImage image, TagSource.Predicted tags, Partners partners);
}
