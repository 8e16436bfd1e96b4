/**
 * The permutohedral lattice (Adams, Baek and Davis, "Fast high-dimensional filtering using the
 * permutohedral lattice", Eurographics 2010): a Gaussian filter in any number of feature dimensions
 * in three steps, splat, blur, slice. Inner parts of {@link org.tag2mask.crf.DenseCrf}; not meant
 * for use from outside this module.
 */
package org.tag2mask.crf.lattice;
