/**
 * Vision transformers keep a learned embedding for every position of their patch grid and every
 * class token. A network with another grid, or more class tokens, gets its embeddings from those of
 * the file.
 */
package org.tag2mask.models.file.token;
