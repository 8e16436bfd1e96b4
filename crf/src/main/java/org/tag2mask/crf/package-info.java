/**
 * Refinement of soft masks by the image: the fully connected CRF of Krähenbühl and Koltun
 * ("Efficient inference in fully connected CRFs with Gaussian edge potentials", NIPS 2011) and
 * PAMR.
 *
 * <p>Start at {@link org.tag2mask.crf.DenseCrf}. Everything here needs the JDK alone.
 */
package org.tag2mask.crf;
