/**
 * The affinity random walk: class maps diffuse along the likeness of neighbouring cells, {@code
 * M·T^steps}, where {@code T} is {@code A^beta} (elementwise) with columns that sum to 1.
 *
 * <p>{@link org.tag2mask.runtime.walk.PairGeometry} says which cells are neighbours. {@link
 * org.tag2mask.runtime.walk.FeatureAffinity} (AffinityNet) and {@link
 * org.tag2mask.runtime.walk.BoundaryAffinity} (IRNet) make a {@link
 * org.tag2mask.runtime.walk.StencilTransition} from what a network says; {@link
 * org.tag2mask.runtime.walk.DenseTransition} and {@link org.tag2mask.runtime.walk.SparseTransition}
 * walk along any other affinity, such as a transformer's attention. A walk is always {@code steps}
 * sparse products: {@code T} is never squared and, for a stencil, never written out.
 */
package org.tag2mask.runtime.walk;
