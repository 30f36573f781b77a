package dev.interrex.node.server;

import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.Lookahead;
import io.netty.buffer.ByteBuf;

/**
 * Looks through commands that a client has sent in a batch, before the first of them is executed, for the keys that they are going to
 * ask for: the first argument of each, whatever the command is, and for the second where the first letter of its name is that of commands
 * for hashes and sets: it may be a field or a member. What it takes wrongly for a key costs some nanoseconds, and what it
 * does not understand it leaves alone: the decoder is who decides.
 */
final class KeyScout {
    private static final int LONGEST_KEY_BYTES = 256;
    private static final int LONGEST_MEMBER_BYTES = 64;
    private static final int NOT_UNDERSTOOD = -1;

    /** Of a command's name, as SET has no member. */
    private static final int FEWEST_LETTERS = 4;

    private final Engine engine;
    private final Lookahead lookahead;

    /** The last number read. */
    private int value;

    KeyScout(Engine engine) {
        this.engine = engine;
        lookahead = engine.lookahead();
    }

    /**
     * Looks at some whole commands from the reader index on, for keys in a database; returns the index up to which it need not look
     * again.
     */
    int look(ByteBuf in, int database) {
        int end = in.writerIndex();
        if (!lookahead.pays(engine.database(database))) {
            return end;
        }
        int seen = collect(in, end);
        lookahead.load(engine.database(database));
        return seen;
    }

    private int collect(ByteBuf in, int end) {
        int at = in.readerIndex();
        boolean more = true;
        while (more && at < end) {
            int next = number(in, at, end, '*');
            int arguments = value;
            boolean named = next >= 0 && arguments > 2 && namesMember(in, next, end);
            next = next < 0 ? next : skip(in, next, end, 1);
            int key = next < 0 ? next : number(in, next, end, '$');
            if (key < 0 || value > end - key) {
                return end;
            }
            if (value <= LONGEST_KEY_BYTES && arguments > 1) {
                int keyBytes = value;
                if (named) {
                    collectMember(in, key + keyBytes + 2, end);
                    value = keyBytes;
                }
                in.getBytes(key, lookahead.room(value), 0, value);
                more = lookahead.add();
            }
            at = skip(in, next, end, arguments - 1);
            if (at < 0) {
                return end;
            }
        }
        return at;
    }

    /** Whether the name of the command at an index, upper or lower case, is perhaps one with a member. */
    private boolean namesMember(ByteBuf in, int at, int end) {
        int name = number(in, at, end, '$');
        if (name < 0 || name >= end || value < FEWEST_LETTERS) {
            return false;
        }
        int letter = in.getByte(name) & ~0x20;
        return letter == 'H' || letter == 'S';
    }

    private void collectMember(ByteBuf in, int at, int end) {
        int member = number(in, at, end, '$');
        if (member >= 0 && value <= LONGEST_MEMBER_BYTES && value <= end - member) {
            in.getBytes(member, lookahead.memberRoom(value), 0, value);
        }
    }

    /** The index after some arguments. */
    private int skip(ByteBuf in, int from, int end, int arguments) {
        int at = from;
        for (int i = 0; i < arguments; i++) {
            at = number(in, at, end, '$');
            if (at < 0 || value > end - at - 2) {
                return NOT_UNDERSTOOD;
            }
            at += value + 2;
        }
        return at;
    }

    /** Reads a type, up to six digits and CRLF; the index after them. */
    private int number(ByteBuf in, int from, int end, char type) {
        int last = Math.min(end, from + 9) - 1;
        if (from >= last || in.getByte(from) != type) {
            return NOT_UNDERSTOOD;
        }
        int sum = 0;
        for (int at = from + 1; at < last; at++) {
            int digit = in.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                value = sum;
                return at == from + 1 ? NOT_UNDERSTOOD : at + 2;
            }
            sum = sum * 10 + digit;
        }
        return NOT_UNDERSTOOD;
    }
}
