/**
 * Beside step 6 of a failover: what people and their tools see of a sentinel over HTTP: {@code /health}, {@code /metrics},
 * {@code /api/status}, and {@code /} as a page. Nothing can be changed here.
 *
 * <p>In: {@link dev.interrex.sentinel.view.SentinelView}. Out: pages, through {@code dev.interrex.http}, whose thread runs
 * everything here. May import {@code view}, {@code http}, {@code model}, Jackson's generator.
 */
@NullMarked
package dev.interrex.sentinel.console;

import org.jspecify.annotations.NullMarked;
