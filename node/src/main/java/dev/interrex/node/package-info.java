/**
 * The node program: wires the packages below it together. Imports all of them; nothing imports this.
 */
@NullMarked
package dev.interrex.node;

import org.jspecify.annotations.NullMarked;
