package dev.interrex.sentinel.consensus;

import dev.interrex.model.SentinelAddress;
import java.util.Optional;

/**
 * What is to become of the sentinels: one more, one less, or one in the place of another.
 *
 * @param add a sentinel that runs already
 * @param remove its name; empty = nobody is removed
 */
public record SentinelChange(Optional<SentinelAddress> add, String remove) {}
