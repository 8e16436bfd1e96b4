/**
 * The graph: nodes in topological order, each one operation on earlier values, with shapes inferred
 * for symbolic batch, height and width.
 */
package org.tag2mask.models.graph;
