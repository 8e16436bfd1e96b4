/**
 * Files of named arrays: reading and writing safetensors, and filling a network's parameters from
 * any file by name. Readers trust nothing in a file: every size and offset is checked before memory
 * is taken, and every fault is a {@link org.tag2mask.models.ModelException} naming the file and the
 * tensor.
 */
package org.tag2mask.models.file;
