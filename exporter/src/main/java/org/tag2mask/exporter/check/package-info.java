/** What a file must pass before it is published, each check independent of the others. */
package org.tag2mask.exporter.check;
