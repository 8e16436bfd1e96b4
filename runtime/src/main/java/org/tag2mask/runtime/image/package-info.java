/**
 * Pixels and labels as plain immutable values, and the one resize and flip code of the project.
 *
 * <p>Images are resized as Pillow does (antialiased, rounded to 8 bits after each pass), labels by
 * nearest with centre alignment, float maps bilinearly with an explicit corner rule.
 */
package org.tag2mask.runtime.image;
