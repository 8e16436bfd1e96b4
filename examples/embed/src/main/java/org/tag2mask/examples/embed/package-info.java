/** How an application makes masks with the runtime jar and the JDK alone. */
package org.tag2mask.examples.embed;
