/**
 * The {@code tag2mask} command: finds the sub-command, reads its options, turns faults into
 * messages and exit codes. Sub-commands live in {@link org.tag2mask.cli.command} and are made only
 * when they are called, so that help answers without loading a native library.
 */
package org.tag2mask.cli;
