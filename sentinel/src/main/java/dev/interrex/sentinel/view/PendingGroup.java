package dev.interrex.sentinel.view;

/**
 * A configured group that was not founded yet.
 *
 * @param missing what it waits for, for people
 */
public record PendingGroup(String name, String missing) {}
