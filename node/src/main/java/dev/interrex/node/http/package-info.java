/**
 * Beside the path of a write: what supervisors and Prometheus see of a node over HTTP: {@code /health/live}, {@code /health/ready},
 * {@code /metrics}. Nothing can be changed here.
 *
 * <p>In: {@link dev.interrex.node.http.NodeStatus}, implemented where the node is put together. Out: pages, through
 * {@code dev.interrex.http}. Pages are asked for on the server's thread and made on the node's event loop, which they thereby show to be
 * alive. May import {@code command}, {@code config}, {@code engine}, {@code metrics}, {@code dev.interrex.http}.
 */
@NullMarked
package dev.interrex.node.http;

import org.jspecify.annotations.NullMarked;
