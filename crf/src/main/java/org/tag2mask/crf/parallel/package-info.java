/**
 * Sharing one image among threads with a result that does not depend on how many there are. Inner
 * parts of {@link org.tag2mask.crf.DenseCrf}; not meant for use from outside this module.
 */
package org.tag2mask.crf.parallel;
