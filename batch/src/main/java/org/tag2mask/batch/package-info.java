/**
 * Masks for many images: worker threads, a mask folder that survives crashes, resumption.
 *
 * <p>{@link org.tag2mask.batch.MaskJob} fills a {@link org.tag2mask.batch.MaskFolder}; what every
 * mask of the folder has in common is its {@link org.tag2mask.batch.RunRecord}, what happened to
 * each image is in its ledger ({@link org.tag2mask.batch.ledger}).
 */
package org.tag2mask.batch;
