/** Scores as text for the terminal. */
package org.tag2mask.cli.evaluation;
