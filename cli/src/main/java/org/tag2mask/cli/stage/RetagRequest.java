package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.List;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TagRefinement;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.Device;

/**
 * Which tags are corrected, and how.
 *
 * @param data the images whose tags are corrected
 * @param others further images of the data set; their tags are written as they are
 * @param model the classifier
 * @param rule what is dropped and added
 * @param device where the model runs
 * @param workers images worked on at the same time
 * @param limits how large images may be
 * @param out the new tag file
 */
public record RetagRequest(
    Dataset data,
    List<Sample> others,
    Path model,
    TagRefinement rule,
    Device device,
    int workers,
    ImageLimits limits,
    Path out) {

  /** The file of the changes, beside the tag file. */
  Path changes() {
    String name = out.getFileName().toString().replaceFirst("\\.csv$", "");
    return out.resolveSibling(name + ".changes.jsonl");
  }
}
