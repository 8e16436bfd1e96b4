/** Named networks: a backbone with its input conventions, and a head. */
package org.tag2mask.models.network;
