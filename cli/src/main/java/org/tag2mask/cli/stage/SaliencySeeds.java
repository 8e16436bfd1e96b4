package org.tag2mask.cli.stage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.recipe.Recipe;

/**
 * Labels of what is sure, with a saliency model's word on the background (Fan et al., AAAI 2020): a
 * class where its map is above a threshold, background where nothing is salient, 255 where both or
 * neither hold. Saliency maps are not made here; they are grey pictures named after their images.
 *
 * @param foreground a map must be above this, 0..1; 0.3
 * @param background saliency must be below this, 0..1; 0.06
 */
public record SaliencySeeds(double foreground, double background) implements Recipe {
  /** The paper's. */
  public static final SaliencySeeds CIAN = new SaliencySeeds(0.3, 0.06);

  private static final int FULL = 255;

  /** Checks the ranges. */
  public SaliencySeeds {
    if (!(foreground >= 0 && foreground < 1 && background > 0 && background <= 1)) {
      throw new Tag2MaskException(
          "saliency needs a foreground threshold in [0, 1) and a background threshold in (0, 1],"
              + " found "
              + foreground
              + " and "
              + background);
    }
  }

  @Override
  public String name() {
    return "saliency";
  }

  @Override
  public String toJson() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name());
    map.put("foreground", foreground);
    map.put("background", background);
    return Json.writePretty(map);
  }

  /**
   * Puts both together.
   *
   * @param objects class where a map is above {@link #foreground}, else 0; not modified
   * @param saliency of the same size, a grey picture: 0 for nothing, 255 for certainly salient
   * @return new map
   */
  LabelMap of(LabelMap objects, RgbImage saliency) {
    byte[] labels = objects.array().clone();
    byte[] grey = saliency.array();
    for (int i = 0; i < labels.length; i++) {
      boolean object = labels[i] != 0;
      boolean empty = Byte.toUnsignedInt(grey[3 * i]) < background * FULL;
      if (object == empty) {
        labels[i] = (byte) LabelMap.IGNORE;
      }
    }
    return LabelMap.wrap(objects.width(), objects.height(), labels);
  }

  /**
   * The saliency map of an image.
   *
   * @param folder where maps lie
   * @param id the image's id
   * @param image the image, whose size the map must have
   * @throws ImageException when there is none, or it has another size
   */
  static RgbImage read(Path folder, String id, RgbImage image, ImageLimits limits) {
    Path file =
        List.of(".png", ".jpg").stream()
            .map(ending -> folder.resolve(id + ending))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(
                () ->
                    new ImageException(
                        ImageException.Kind.MISSING,
                        "there is no saliency map "
                            + folder.resolve(id + ".png")
                            + " or .jpg; make one for every image"));
    RgbImage map = ImageReader.read(file, limits);
    if (map.width() != image.width() || map.height() != image.height()) {
      throw new ImageException(
          ImageException.Kind.MASK_SIZE,
          "saliency map "
              + file
              + " is "
              + map.width()
              + " x "
              + map.height()
              + ", its image "
              + image.width()
              + " x "
              + image.height()
              + "; make it at the image's size");
    }
    return map;
  }
}
