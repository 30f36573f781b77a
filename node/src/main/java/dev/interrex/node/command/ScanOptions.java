package dev.interrex.node.command;

import dev.interrex.node.engine.Slice;
import dev.interrex.resp.Glob;
import org.jspecify.annotations.Nullable;

/** The options of SCAN and its kin. Immutable. */
record ScanOptions(
        long count, byte @Nullable [] pattern, @Nullable String type, boolean withoutValues) {
    private static final int DEFAULT_COUNT = 10;
    private static final CommandException INVALID_CURSOR = new CommandException("ERR invalid cursor");

    /**
     * Reads the options from argument {@code from} on.
     *
     * @param ofKeyspace whether this is SCAN, which knows TYPE
     * @param ofHash whether this is HSCAN, which knows NOVALUES
     */
    static ScanOptions read(Call call, int from, boolean ofKeyspace, boolean ofHash) {
        long count = DEFAULT_COUNT;
        byte[] pattern = null;
        String type = null;
        boolean withoutValues = false;
        for (int i = from; i < call.count(); i++) {
            boolean hasNext = i + 1 < call.count();
            if (call.isWord(i, "COUNT") && hasNext) {
                count = call.integer(++i);
                if (count < 1) {
                    throw CommandException.SYNTAX;
                }
            } else if (call.isWord(i, "MATCH") && hasNext) {
                pattern = call.args().bytes(++i);
            } else if (call.isWord(i, "TYPE") && hasNext && ofKeyspace) {
                type = call.args().text(++i);
            } else if (call.isWord(i, "NOVALUES")) {
                if (!ofHash) {
                    throw new CommandException("ERR NOVALUES option can only be used in HSCAN");
                }
                withoutValues = true;
            } else {
                throw CommandException.SYNTAX;
            }
        }
        return new ScanOptions(count, pattern, type, withoutValues);
    }

    boolean matches(Slice element) {
        if (pattern == null || pattern.length == 1 && pattern[0] == '*') {
            return true;
        }
        // Redis lets no other pattern match the empty element, whatever its stars.
        return element.length() == 0 ? pattern.length == 0 : Glob.matches(pattern, element.toBytes());
    }

    boolean isOfType(String elementType) {
        return type == null || type.equalsIgnoreCase(elementType);
    }

    /** The cursor at argument {@code index}: any unsigned 64-bit number. */
    static long cursor(Call call, int index) {
        try {
            return Long.parseUnsignedLong(call.args().text(index));
        } catch (NumberFormatException notANumber) {
            throw INVALID_CURSOR;
        }
    }
}
