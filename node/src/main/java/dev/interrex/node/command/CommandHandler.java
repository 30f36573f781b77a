package dev.interrex.node.command;

/**
 * What a command does. Runs on the loop thread, inline, with a log record open.
 *
 * <p>A handler writes exactly one reply (with nested elements, if it is an aggregate) or throws {@link CommandException} before
 * it has changed anything and before it has written any reply byte: the dispatcher then writes the exception's text as the
 * error reply. A handler never blocks, and never keeps the {@link Call} or a {@code Slice} of it.
 */
@FunctionalInterface
public interface CommandHandler {
    void call(Call call);
}
