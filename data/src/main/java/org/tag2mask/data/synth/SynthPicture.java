package org.tag2mask.data.synth;

import java.util.Set;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

/**
 * A generated picture.
 *
 * @param image the picture
 * @param mask its exact mask, of the same size, labels 0..K
 * @param tags the classes that occur in the mask, 1..K, at least one
 * @param tellingPixels share of the object pixels that belong to telling parts, 0..1
 */
public record SynthPicture(
    RgbImage image, LabelMap mask, Set<Integer> tags, double tellingPixels) {}
