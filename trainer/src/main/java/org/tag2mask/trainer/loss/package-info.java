/** Losses, written on the named outputs of a graph. */
package org.tag2mask.trainer.loss;
