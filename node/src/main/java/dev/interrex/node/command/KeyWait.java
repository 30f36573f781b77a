package dev.interrex.node.command;

import dev.interrex.resp.CommandArgs;

/**
 * What a command that has found nothing waits for: see {@link Call#waitFor}.
 *
 * <p>When one of its keys was changed and holds a value of the type, and the command, transaction or script that changed it is
 * over, the command is executed again from its beginning, in a record of its own. It then answers, or waits on in its old place:
 * who came first is served first.
 *
 * @param type of value, as TYPE answers: {@code "list"}, {@code "zset"}, {@code "stream"}
 * @param firstKey argument that is the first of its keys
 * @param keys how many there are; those of the selected database
 * @param timeoutMs from the first execution on; 0 = for ever. When it is over the client gets a null array
 * @param evenWithoutKey whether it is executed again, too, when a key was deleted or got a value of another type: XREADGROUP
 * @param args of the next execution, copied here: those of this one, or, for XREAD with {@code $}, others with as many keys
 */
public record KeyWait(String type, int firstKey, int keys, long timeoutMs, boolean evenWithoutKey, CommandArgs args) {
    /** Of a command that is executed again as it is. */
    static KeyWait of(Call call, String type, int firstKey, int keys, long timeoutMs) {
        return new KeyWait(type, firstKey, keys, timeoutMs, false, call.args());
    }
}
