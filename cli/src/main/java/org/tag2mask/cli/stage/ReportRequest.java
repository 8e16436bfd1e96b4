package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.runtime.Device;

/**
 * Which report is wanted.
 *
 * @param data the images, their tags and true masks as far as there are any
 * @param masks a mask folder
 * @param model the classifier, to show its maps too
 * @param device where the model runs
 * @param shown most images shown with pictures
 * @param title the headline
 * @param out the folder of the report
 */
public record ReportRequest(
    Dataset data,
    Path masks,
    Optional<Path> model,
    Device device,
    int shown,
    String title,
    Path out) {}
