/** The run folder of a training: settings, metrics, log, checkpoints; safe against any crash. */
package org.tag2mask.trainer.run;
