/** Training of classifiers from image tags: settings, the loop, its results. */
package org.tag2mask.trainer;
