/**
 * Single objects from a displacement field (IRNet, Ahn, Cho and Kwak 2019, section 4): every cell
 * of the map points towards the centre of its object; cells that arrive at the same centre are one
 * object.
 */
package org.tag2mask.runtime.instance;
