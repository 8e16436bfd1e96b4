/**
 * What a training minimises: an {@link org.tag2mask.trainer.objective.Objective} says which outputs
 * of the network it looks at, which images make a step, what is read beside the pixels, and how all
 * that becomes a loss. Everything else of a training (loading, stepping, checkpoints, resumption)
 * is the same for every method.
 */
package org.tag2mask.trainer.objective;
