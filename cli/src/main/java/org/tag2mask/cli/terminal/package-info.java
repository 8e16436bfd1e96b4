/** How commands speak: text for people, JSON lines for programs, progress, logs, and Ctrl-C. */
package org.tag2mask.cli.terminal;
