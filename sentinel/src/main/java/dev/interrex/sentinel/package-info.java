/**
 * The sentinel program: wires the packages below it together. Imports all of them; nothing imports this.
 */
@NullMarked
package dev.interrex.sentinel;

import org.jspecify.annotations.NullMarked;
