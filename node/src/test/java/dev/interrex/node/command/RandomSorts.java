package dev.interrex.node.command;

import dev.interrex.resp.RespReply;
import java.util.Arrays;
import java.util.stream.Collectors;

/** SORT. Templates: l list, s set, z sorted set, k any of them, v value, n number, p pattern, o option, w key of a weight, h hash. */
final class RandomSorts extends RandomFamily {
    RandomSorts(long seed) {
        super(
                seed,
                "RPUSH l v v v",
                "RPUSH l n n",
                "LPOP l",
                "SADD s v v",
                "SADD s n n n",
                "SREM s v",
                "ZADD z n v n v",
                "ZADD z n n",
                "ZREM z v",
                "SORT z BY nosort DESC",
                "SORT z BY nosort LIMIT n n GET p",
                "SORT z ALPHA LIMIT n n",
                "SORT z BY p STORE l",
                "DEL k",
                "SET w n",
                "SET w v",
                "DEL w",
                "HSET h f n",
                "HSET h f v",
                "SORT k",
                "SORT k ALPHA",
                "SORT k ALPHA DESC",
                "SORT k DESC LIMIT n n",
                "SORT k BY p ALPHA",
                "SORT k BY p LIMIT n n",
                "SORT l BY nosort GET p GET #",
                "SORT l BY nosort LIMIT n n DESC",
                "SORT k BY p GET p GET p",
                "SORT k BY p DESC STORE l",
                "SORT k ALPHA GET p STORE l",
                "SORT s BY nosort STORE l",
                "SORT k STORE k",
                "SORT_RO k ALPHA",
                "SORT_RO k STORE l",
                "SORT k o o",
                "SORT w",
                "LRANGE l 0 -1",
                "TYPE k");
    }

    @Override
    byte[] argument(char kind) {
        return switch (kind) {
            case 'l' -> latin1("list" + random.nextInt(3));
            case 's' -> latin1("set" + random.nextInt(2));
            case 'z' -> latin1("zset" + random.nextInt(2));
            case 'k' -> argument("lsz".charAt(random.nextInt(3)));
            case 'v' -> latin1(pick("a", "b", "c", "10", "9", "1.5", "-3", "1e2", "", " 7", "inf", "x1", "0x10"));
            case 'n' -> random.nextInt(50) == 0 ? latin1(pick("abc", "-1")) : number(0, 12);
            case 'p' -> latin1(pick("w_*", "h_*->f", "nosort", "*", "#", "w_*->", "h_*->nope", "q_*", "*_w"));
            case 'o' -> latin1(pick("ALPHA", "DESC", "ASC", "LIMIT", "BY", "GET", "STORE", "nope"));
            case 'w' -> latin1("w_" + random.nextInt(13));
            case 'h' -> latin1("h_" + random.nextInt(13));
            case 'f' -> latin1("f");
            default -> throw new IllegalArgumentException("no such argument: " + kind);
        };
    }

    /** Elements come in any order where neither they nor their weights are compared. */
    @Override
    boolean alike(String name, byte[][] command, RespReply own, RespReply theirs) {
        String words = " " + Arrays.stream(command).map(String::new).collect(Collectors.joining(" ")) + " ";
        boolean ofSet = words.matches(".* set.* BY [^* ]+ .*");
        boolean byText = words.contains(" BY ") && words.contains(" ALPHA ");
        return name.startsWith("SORT")
                && (ofSet || byText)
                && own.failed() == theirs.failed()
                && own.elements().size() == theirs.elements().size();
    }
}
