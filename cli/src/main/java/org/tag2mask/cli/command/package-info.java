/**
 * The sub-commands: option fields, checks that need no work, and a call of the stage in {@link
 * org.tag2mask.cli.stage} that does it. Making a command loads no library beyond the parser.
 */
package org.tag2mask.cli.command;
