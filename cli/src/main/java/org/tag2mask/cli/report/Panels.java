package org.tag2mask.cli.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.png.VocColours;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Draws the pictures of the shown images into the report's folder: the photo as JPEG, everything
 * that lies over it as PNG whose background is see-through.
 */
final class Panels {
  /** Characters of an id that a file name repeats. */
  private static final int NAME_LENGTH = 40;

  private final ReportFolder folder;
  private final ClassList classes;
  private final int side;

  /**
   * The files of a shown image, all of the same size.
   *
   * @param score the image
   * @param number its number in the gallery, from 1
   * @param width pixels
   * @param height pixels
   * @param picture file name of the photo
   * @param heats one entry a heat map, in order
   * @param mask file name
   * @param truth file name, when truth is known
   * @param errors file name of the comparison, when truth is known
   */
  record Shown(
      ImageScore score,
      int number,
      int width,
      int height,
      String picture,
      List<Heat> heats,
      String mask,
      Optional<String> truth,
      Optional<String> errors) {}

  /**
   * A heat map's file.
   *
   * @param classId 1..K
   * @param file file name
   */
  record Heat(int classId, String file) {}

  Panels(ReportFolder folder, ClassList classes, int side) {
    this.folder = folder;
    this.classes = classes;
    this.side = side;
  }

  /**
   * Loads the pictures of an image and checks that they fit each other.
   *
   * @param image the image
   * @return its pictures
   * @throws Tag2MaskException when they do not fit each other
   * @throws IOException when one cannot be loaded
   */
  ReportImage.Loaded load(ReportImage image) throws IOException {
    ReportImage.Pixels pixels = image.pixels();
    RgbImage picture = pixels.picture();
    LabelMap mask = pixels.mask();
    List<HeatMap> maps = pixels.heatMaps();
    check(picture, mask, maps);
    return new ReportImage.Loaded(picture, maps, mask, pixels.truth());
  }

  /**
   * Draws one image.
   *
   * @param score the image
   * @param pixels its pictures
   * @param number its number in the gallery, from 1
   * @return the files written
   * @throws IOException when the report cannot be written
   */
  Shown draw(ImageScore score, ReportImage.Loaded pixels, int number) throws IOException {
    RgbImage picture = pixels.picture();
    double scale = Math.min(1, side / (double) Math.max(picture.width(), picture.height()));
    int width = RgbImage.scaledSide(picture.width(), scale);
    int height = RgbImage.scaledSide(picture.height(), scale);
    String name = fileName(number, score.image().id());
    String photo = name + "-picture.jpg";
    folder.add(photo, WebImage.jpeg(picture.resized(width, height, Resampling.BICUBIC)));
    List<Heat> heats = new ArrayList<>();
    for (HeatMap map : pixels.heatMaps()) {
      String file = String.format(Locale.ROOT, "%s-cam-%d.png", name, map.classId());
      byte[] steps = map.steps(width, height);
      folder.add(file, WebImage.overlay(width, height, steps, HeatRamp.palette()));
      heats.add(new Heat(map.classId(), file));
    }
    LabelMap small = pixels.mask().resized(width, height);
    String maskFile = name + "-mask.png";
    folder.add(maskFile, labels(small));
    Optional<String> truthFile = Optional.empty();
    Optional<String> errorFile = Optional.empty();
    if (pixels.truth().isPresent()) {
      LabelMap real = pixels.truth().get().resized(width, height);
      truthFile = Optional.of(name + "-truth.png");
      folder.add(truthFile.get(), labels(real));
      errorFile = Optional.of(name + "-errors.png");
      byte[] kinds = ErrorMap.compare(small, real);
      folder.add(errorFile.get(), WebImage.overlay(width, height, kinds, ErrorMap.palette()));
    }
    return new Shown(score, number, width, height, photo, heats, maskFile, truthFile, errorFile);
  }

  private void check(RgbImage picture, LabelMap mask, List<HeatMap> maps) {
    if (mask.width() != picture.width() || mask.height() != picture.height()) {
      throw new Tag2MaskException(
          "its mask is "
              + mask.width()
              + "x"
              + mask.height()
              + ", its picture "
              + picture.width()
              + "x"
              + picture.height()
              + "; make the masks from these pictures");
    }
    for (HeatMap map : maps) {
      if (map.classId() < 1 || map.classId() >= classes.size()) {
        throw new Tag2MaskException(
            "it has a heat map of class "
                + map.classId()
                + ", expected 1.."
                + (classes.size() - 1)
                + "; use the class file the model was trained with");
      }
    }
  }

  private static byte[] labels(LabelMap labels) throws IOException {
    return WebImage.overlay(labels.width(), labels.height(), labels.array(), labelColours());
  }

  /** The VOC colours with a see-through background: {@code [256]} of 0xAARRGGBB, new array. */
  static int[] labelColours() {
    int[] argb = new int[256];
    for (int label = 1; label < 256; label++) {
      argb[label] = 0xff000000 | VocColours.rgb(label);
    }
    return argb;
  }

  /**
   * The beginning of the names of an image's files: its number, which makes it unique, and as much
   * of the id as is safe in a file name and an address on every system.
   */
  static String fileName(int number, String id) {
    String safe = id.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^-+|-+$", "");
    String shortened = safe.substring(0, Math.min(NAME_LENGTH, safe.length()));
    String prefix = String.format(Locale.ROOT, "%04d", number);
    return shortened.isEmpty() ? prefix : prefix + "-" + shortened;
  }
}
