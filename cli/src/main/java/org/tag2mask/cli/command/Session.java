package org.tag2mask.cli.command;

import org.tag2mask.cli.terminal.Console;
import org.tag2mask.cli.terminal.Interrupts;

/**
 * What surrounds a running command.
 *
 * @param console where it speaks
 * @param interrupts asks it to stop
 */
public record Session(Console console, Interrupts interrupts) {}
