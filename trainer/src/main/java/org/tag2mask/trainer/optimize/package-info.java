/**
 * The optimiser: stochastic gradient descent with parameter groups, and learning-rate schedules.
 */
package org.tag2mask.trainer.optimize;
