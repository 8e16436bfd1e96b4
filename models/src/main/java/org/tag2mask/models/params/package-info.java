/** Parameters of a network: their declaration, values and first values. */
package org.tag2mask.models.params;
