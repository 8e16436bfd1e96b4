/**
 * Online attention accumulation (Jiang et al. 2019): while a classifier trains, the maps of each
 * training image are gathered epoch after epoch in a folder; together they cover more of an object
 * than any one of them, and a second network may learn them.
 */
package org.tag2mask.trainer.attention;
