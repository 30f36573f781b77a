/** Tests against real processes: as an operator or an application sees them. */
@NullMarked
package dev.interrex.chaos.it;

import org.jspecify.annotations.NullMarked;
