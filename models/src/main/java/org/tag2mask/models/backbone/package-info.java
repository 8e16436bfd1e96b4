/** Backbones: the trunk networks of the papers, with the parameter names of their public files. */
package org.tag2mask.models.backbone;
