/** From maps to a mask: background, refinements, arg-max, ignored pixels and confidence. */
package org.tag2mask.runtime.mask;
