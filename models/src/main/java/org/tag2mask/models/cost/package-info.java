/** What a network costs: parameters and multiply-adds, as the papers' complexity tables count. */
package org.tag2mask.models.cost;
