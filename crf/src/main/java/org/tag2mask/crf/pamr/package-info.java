/**
 * Steps of pixel-adaptive mask refinement. Inner parts of {@link org.tag2mask.crf.Pamr}; not meant
 * for use from outside this module.
 */
package org.tag2mask.crf.pamr;
