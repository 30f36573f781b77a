/**
 * A small HTTP server for health checks, metrics and status pages of nodes and sentinels, and the text format of Prometheus.
 *
 * <p>In: GET and HEAD of a path. Out: a page that the program makes. One thread for each server owns its sockets; pages may be made
 * on any thread. Imports Netty and the JDK. Programs that use it depend on {@code netty-codec-http} themselves.
 */
@NullMarked
package dev.interrex.http;

import org.jspecify.annotations.NullMarked;
