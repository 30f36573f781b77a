package dev.interrex.sentinel.facade;

/** A message of pub/sub, in the words of Redis Sentinel. */
record Event(String channel, String payload) {}
