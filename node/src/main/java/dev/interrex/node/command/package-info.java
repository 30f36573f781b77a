/**
 * Step 3: what each command means. One file per family; a command is declared where it is implemented.
 *
 * <p>In: a {@link dev.interrex.node.command.Call} from {@code dispatch}, which has already checked name, arity, role and rights.
 * Out: calls of {@code engine} mutators, and exactly one reply in the call's {@code RespWriter}. Owned by the node's event loop
 * thread. Imports {@code engine}, {@code resp}, {@code model}; what it needs from the rest of the node it declares as
 * interfaces: {@link dev.interrex.node.command.ClientState}, {@link dev.interrex.node.command.NodeServices}.
 */
@NullMarked
package dev.interrex.node.command;

import org.jspecify.annotations.NullMarked;
