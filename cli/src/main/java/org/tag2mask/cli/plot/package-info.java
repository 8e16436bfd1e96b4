/** Plots as PNG files, drawn without a display. */
package org.tag2mask.cli.plot;
