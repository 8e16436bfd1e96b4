/** Random draws that do not depend on the Java version. */
package org.tag2mask.data.random;
