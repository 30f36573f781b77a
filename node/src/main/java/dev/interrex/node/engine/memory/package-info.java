/**
 * Step 4: memory of the keyspace, outside of the Java heap. Addresses, pages, and slots of them in classes of sizes.
 *
 * <p>In: sizes and bytes from {@code engine}. Out: addresses, and memory to and from the operating system. Knows nothing of keys.
 * Owned by the node's event loop thread, but for pages that another one touches ahead. Imports the JDK only.
 */
@NullMarked
package dev.interrex.node.engine.memory;

import org.jspecify.annotations.NullMarked;
