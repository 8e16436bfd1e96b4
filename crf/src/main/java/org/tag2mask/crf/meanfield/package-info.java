/**
 * Mean-field updates over permutohedral lattices: the loop, and the array kernels it is made of in
 * a scalar and a vector form. Inner parts of {@link org.tag2mask.crf.DenseCrf}; not meant for use
 * from outside this module.
 */
package org.tag2mask.crf.meanfield;
