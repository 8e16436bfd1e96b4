/**
 * Files of named arrays: safetensors read and written, torch state dictionaries and MXNet lists
 * read, and a network's parameters filled from any of them by name. Readers trust nothing in a
 * file: every size and offset is checked before memory is taken, and every fault is a {@link
 * org.tag2mask.models.ModelException} naming the file and the tensor.
 */
package org.tag2mask.models.file;
