/**
 * The sentinel's configuration: redis.conf syntax, read once at the start, checked as a whole.
 *
 * <p>In: a file and options of the command line. Out: {@link dev.interrex.sentinel.config.SentinelConfig}, to the composition in
 * {@code sentinel}. A mistake becomes one line that says where it is and what would be right. Runs on the main thread before
 * anything else. Imports {@code failover.GroupSpec}, {@code model}, {@code resp} and the JDK.
 */
@NullMarked
package dev.interrex.sentinel.config;

import org.jspecify.annotations.NullMarked;
