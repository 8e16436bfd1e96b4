/** Pictures for people: a photo with its mask laid over it. */
package org.tag2mask.data.overlay;
