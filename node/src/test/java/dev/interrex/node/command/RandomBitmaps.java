package dev.interrex.node.command;

import dev.interrex.resp.RespReply;

/** Bitmaps. Templates: k key, b bit, o offset, i integer, v value, t type of a number, u unit. */
final class RandomBitmaps extends RandomFamily {
    RandomBitmaps(long seed) {
        super(
                seed,
                "SETBIT k o b",
                "SETBIT k o b",
                "SETBIT k o i",
                "SETBIT k i b",
                "GETBIT k o",
                "GETBIT k i",
                "BITCOUNT k",
                "BITCOUNT k i i",
                "BITCOUNT k i i u",
                "BITCOUNT k i i BIT",
                "BITCOUNT k i",
                "BITCOUNT k i i BIT i",
                "BITPOS k b",
                "BITPOS k b i",
                "BITPOS k b i i",
                "BITPOS k b i i u",
                "BITPOS k b i i BIT",
                "BITPOS k i i i BIT i",
                "BITOP AND k k k",
                "BITOP OR k k k k",
                "BITOP XOR k k k",
                "BITOP XOR k k",
                "BITOP NOT k k",
                "BITOP NOT k k k",
                "BITOP AND k k",
                "BITOP nope k k",
                "BITFIELD k GET t o",
                "BITFIELD k SET t o v GET t o",
                "BITFIELD k INCRBY t o i",
                "BITFIELD k OVERFLOW SAT INCRBY t o v OVERFLOW FAIL INCRBY t o v SET t o v",
                "BITFIELD k OVERFLOW x SET t o i INCRBY t o v INCRBY t o v",
                "BITFIELD k SET t o",
                "BITFIELD k",
                "BITFIELD_RO k GET t o GET t o",
                "BITFIELD_RO k SET t o i",
                "SET k v",
                "SET k i",
                "GET k",
                "DEL k",
                "STRLEN k",
                "APPEND k v",
                "HSET h f v",
                "EXPIRE k 1000000",
                "TYPE k",
                "PEXPIRE k -1",
                "OBJECT ENCODING k");
    }

    @Override
    byte[] argument(char kind) {
        return switch (kind) {
            case 'k' -> latin1(random.nextInt(30) == 0 ? "h" : "key" + random.nextInt(6));
            case 'h' -> latin1("h");
            case 'f' -> latin1("f");
            case 'b' -> latin1(random.nextInt(20) == 0 ? pick("2", "x", "-1") : pick("0", "1"));
            case 'o' ->
                random.nextInt(25) == 0
                        ? latin1(pick("-1", "abc", "#-1", "4294967296", "99999999999999999999", "#", "0x1"))
                        : random.nextInt(4) == 0
                                ? latin1("#" + random.nextInt(10))
                                : number(0, random.nextInt(20) == 0 ? 3000 : 150);
            case 'i' -> random.nextInt(20) == 0 ? latin1(pick("abc", "9223372036854775807")) : number(-40, 60);
            case 'v' -> value();
            case 't' -> latin1(random.nextInt(30) == 0 ? pick("u64", "i65", "x", "u0", "i", "") : type());
            case 'u' -> latin1(pick("BIT", "BYTE", "bit", "nope"));
            case 'x' -> latin1(pick("WRAP", "SAT", "FAIL", "sat", "nope"));
            default -> throw new IllegalArgumentException("no such argument: " + kind);
        };
    }

    private String type() {
        return random.nextBoolean() ? "u" + (1 + random.nextInt(63)) : "i" + (1 + random.nextInt(64));
    }

    private byte[] value() {
        return switch (random.nextInt(4)) {
            case 0 -> latin1(Long.toString(random.nextLong()));
            case 1 -> latin1(Integer.toString(random.nextInt(2000) - 1000));
            case 2 -> latin1(pick("9223372036854775807", "-9223372036854775808", "", "foobar"));
            default -> {
                byte[] bytes = new byte[random.nextInt(24)];
                random.nextBytes(bytes);
                yield random.nextBoolean() ? bytes : new byte[bytes.length];
            }
        };
    }

    /** Since 7.2 arguments are read before the key is looked for. */
    @Override
    boolean alike(String name, byte[][] command, RespReply own, RespReply theirs) {
        return (name.equals("BITCOUNT") || name.equals("BITPOS"))
                && own.failed()
                && (!theirs.failed()
                        || own.text().equals("ERR syntax error")
                        || theirs.text().startsWith("WRONGTYPE"));
    }
}
