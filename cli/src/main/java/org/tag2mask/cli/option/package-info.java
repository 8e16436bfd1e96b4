/** Options that several commands share, under the same names everywhere. */
package org.tag2mask.cli.option;
