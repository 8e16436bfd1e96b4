/** Scores of a network in training on images that it does not learn from. */
package org.tag2mask.trainer.validate;
