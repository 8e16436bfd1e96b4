/**
 * Weights saved by PyTorch: state dictionaries in the zip form and in the older form of pickles and
 * raw values one after another.
 *
 * <p>A pickle is a program for a small stack machine that may call anything. The machine here knows
 * dictionaries, lists, numbers, strings and tensors; every other name in a file is refused with
 * that name. Nothing named in a file is looked up, loaded or constructed, and steps, sizes and
 * offsets are bounded before memory is taken.
 */
package org.tag2mask.models.file.torch;
