/**
 * Runs TLC on the models of the protocol in {@code docs/tla}: with all rules they must hold, and without any one of them they must not.
 */
@NullMarked
package dev.interrex.chaos.tla;

import org.jspecify.annotations.NullMarked;
