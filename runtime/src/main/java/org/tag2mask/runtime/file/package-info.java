/** Writing files so that a crash at any moment leaves the old file or the new one, never half. */
package org.tag2mask.runtime.file;
