/**
 * What happens between a classifier's maps and the mask, as one immutable value with a JSON form
 * and presets named after the papers.
 */
package org.tag2mask.runtime.recipe;
