package org.tag2mask.runtime.cam;

import java.util.List;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Where the images come from that an image is compared with. Asked by the thread that makes the
 * image's maps, once for each of its classes; the same answers give the same maps.
 */
@FunctionalInterface
public interface Partners {

  /** No other images: an image is paired with itself alone. */
  Partners NONE = (classId, number) -> List.of();

  /**
   * Images that show a class.
   *
   * @param classId 1..K
   * @param number how many are wanted
   * @return up to so many, of any size; the image itself may be among them; not modified
   */
  List<RgbImage> of(int classId, int number);
}
