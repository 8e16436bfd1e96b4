/**
 * A small typed view on JSON text (through jackson-jr): reading with errors that name the place and
 * the key, and writing with a stable key order.
 */
package org.tag2mask.runtime.json;
