/**
 * The syntax of configuration files and command lines, which is redis.conf's, shared by nodes and sentinels.
 *
 * <p>In: a file or the words of a command line. Out: lines with their origin for messages, and the spelling nearest to an unknown word.
 * What a line means is known to the program. Any thread; imports {@code resp} for the rules of quoting.
 */
@NullMarked
package dev.interrex.config;

import org.jspecify.annotations.NullMarked;
