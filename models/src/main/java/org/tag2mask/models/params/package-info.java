/** Parameters of a network: their declaration, their values, their first values, and loading. */
package org.tag2mask.models.params;
