/**
 * JMH benchmarks of what every command passes through: the decoder and the engine. Whole servers are compared by
 * {@code bench/side-by-side}.
 *
 * <p>In: {@code mvn -Pbench -pl bench -am verify -Dbench.args="-prof gc"}. Out: time and allocated bytes per command. Thread: JMH's.
 * May import everything of the node; nothing uses this.
 */
@NullMarked
package dev.interrex.bench;

import org.jspecify.annotations.NullMarked;
