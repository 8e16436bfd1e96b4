/**
 * The work behind the commands, one class a stage. A command fills a request from its options, the
 * pipeline from its configuration; both call the same stage.
 */
package org.tag2mask.cli.stage;
