/**
 * The COCO formats: run-length codes of binary masks, polygons, instance annotations and results.
 * Annotation files are read as a stream and their shapes only when asked for, because a file of the
 * 2014 data set has hundreds of megabytes.
 */
package org.tag2mask.data.coco;
