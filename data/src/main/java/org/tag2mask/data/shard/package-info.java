/** Many masks in few files: tar archives as WebDataset and object stores like them. */
package org.tag2mask.data.shard;
