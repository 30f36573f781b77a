/**
 * The client library for applications. Imports the wire contracts and Lettuce only.
 */
@NullMarked
package dev.interrex.client;

import org.jspecify.annotations.NullMarked;
