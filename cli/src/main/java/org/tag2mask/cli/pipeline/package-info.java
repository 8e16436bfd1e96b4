/**
 * All stages of a method from one configuration: read and merged from YAML, printed and stored in
 * full, each stage skipped when neither its inputs nor its settings changed.
 */
package org.tag2mask.cli.pipeline;
