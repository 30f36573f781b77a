/**
 * This node as a member of its group: the driver that gives the pure state machines ({@code role}, {@code replication.core}) a log,
 * a disk, a network and a clock.
 *
 * <p>In: streams of sentinels, of followers or of the primary; the persister's progress; ticks. Out: acks, appends, reports,
 * proposals; to the clients' side: "serve", "committed", "stop". Everything here runs on the node's event loop; other threads hand
 * over and return. Imports {@code role}, {@code replication}, {@code control}, {@code log}, {@code persistence}, {@code engine},
 * {@code wire} and the generated messages.
 */
@NullMarked
package dev.interrex.node.group;

import org.jspecify.annotations.NullMarked;
