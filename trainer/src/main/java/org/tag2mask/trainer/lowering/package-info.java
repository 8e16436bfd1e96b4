/**
 * The lowering of a graph to the training engine: every operation of {@link
 * org.tag2mask.models.graph.Op} as DJL array operations, through which the engine differentiates.
 */
package org.tag2mask.trainer.lowering;
