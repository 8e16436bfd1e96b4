/**
 * The ledger of a mask folder: one JSON line an image, written after its mask, read back on
 * resumption.
 */
package org.tag2mask.batch.ledger;
