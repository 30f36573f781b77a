package dev.interrex.node.command;

/** Templates of {@link RandomCommands} for lists, sets and sorted sets; arguments as listed there. */
final class CollectionTemplates {
    static final String[] LIST = {
        "LPUSH l v",
        "RPUSH l v v v",
        "RPUSH l e e e e",
        "LPUSH k v v",
        "LPUSHX l v v",
        "RPUSHX k v",
        "LPOP l",
        "RPOP l",
        "LPOP k",
        "LPOP l i",
        "RPOP l i",
        "RPOP k 0",
        "LPOP l 1 1",
        "LLEN l",
        "LLEN k",
        "LINDEX l i",
        "LINDEX k i",
        "LRANGE l 0 -1",
        "LRANGE l i i",
        "LRANGE k i i",
        "LSET l i e",
        "LSET k i v",
        "LINSERT l BEFORE e e",
        "LINSERT l AFTER e v",
        "LINSERT k o e v",
        "LREM l n e",
        "LREM l 0 e",
        "LREM k n v",
        "LTRIM l i i",
        "LTRIM l 1 -1",
        "LTRIM k i i",
        "LPOS l e",
        "LPOS l e RANK n",
        "LPOS l e COUNT i",
        "LPOS l e RANK n COUNT 0",
        "LPOS l e RANK -1 COUNT 2 MAXLEN i",
        "LPOS k v COUNT 0",
        "LPOS l e MAXLEN i RANK 2",
        "LPOS l e RANK",
        "LMOVE l l w w",
        "LMOVE l l LEFT RIGHT",
        "LMOVE k k w w",
        "LMOVE l l w o",
        "RPOPLPUSH l l",
        "RPOPLPUSH k k",
        "LMPOP 1 l w",
        "LMPOP 2 l l w COUNT i",
        "LMPOP 3 k l l LEFT COUNT 3",
        "LMPOP i l w",
        "LMPOP 1 l w COUNT 2 COUNT 2",
        "LMPOP 1 l o",
        "BLPOP l l b",
        "BRPOP k l b",
        "BLMOVE l l w w b",
        "BRPOPLPUSH l l b",
        "BLMPOP b 2 l l w",
        "BLMPOP b 1 l w COUNT i",
        "OBJECT ENCODING l",
        "TYPE l",
        "DEL l",
        "RENAME l l",
        "COPY l l REPLACE",
        "EXPIRE l t",
        "SCAN 0 COUNT 100000 TYPE list",
    };

    private CollectionTemplates() {}

    static String[] of(String family) {
        return switch (family) {
            case "list" -> LIST;
            default -> throw new IllegalArgumentException(family);
        };
    }
}
