package org.tag2mask.cli.report;

import java.util.List;
import java.util.Objects;
import org.tag2mask.data.dataset.ClassList;

/**
 * Everything a report says. All texts may hold any characters: they are escaped where they are
 * written.
 *
 * @param title the headline, such as {@code Masks of ccp10, train}
 * @param classes the classes of masks and truth, background first
 * @param images the images in the order of the data set; their pixels are loaded when needed
 * @param failures images for which there is no mask, as the ledger names them
 * @param details blocks of settings, recipe and provenance, shown in this order
 */
public record ReportInput(
    String title,
    ClassList classes,
    List<ReportImage> images,
    List<FailedImage> failures,
    List<DetailBlock> details) {

  /** Copies the lists and checks that every tag is one of the classes. */
  public ReportInput {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(classes, "classes");
    images = List.copyOf(images);
    failures = List.copyOf(failures);
    details = List.copyOf(details);
    for (ReportImage image : images) {
      for (int tag : image.tags()) {
        if (tag < 1 || tag >= classes.size()) {
          throw new IllegalArgumentException(
              "tag " + tag + " of " + image.id() + ", expected 1.." + (classes.size() - 1));
        }
      }
    }
  }
}
