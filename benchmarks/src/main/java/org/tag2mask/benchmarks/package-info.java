/**
 * Measurements of speed and memory. Each prints one table and says what it measured; none judges.
 */
package org.tag2mask.benchmarks;
