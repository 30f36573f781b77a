/**
 * The command line program. Uses the client and the admin service; knows no class of node or sentinel.
 */
@NullMarked
package dev.interrex.cli;

import org.jspecify.annotations.NullMarked;
