/**
 * The rules about the source tree itself, held by this module's tests: size of files and methods, layout, names, what may
 * read the clock, which package may depend on which.
 *
 * <p>In: the tracked files of the working copy and the compiled classes of every module. Out: a list of {@link
 * dev.interrex.tidy.Violation}s, empty in a good tree. Runs on the test's thread. Imports the JDK with javac's tree API, ArchUnit
 * and the formatter; no other module of Interrex, and none imports this one.
 */
@NullMarked
package dev.interrex.tidy;

import org.jspecify.annotations.NullMarked;
