package dev.interrex.node.command;

import dev.interrex.resp.RespReply;

/** HyperLogLogs. Templates: k key, s key of a string, e element, n many elements at once. */
final class RandomHyperLogLogs extends RandomFamily {
    private final int elements;

    RandomHyperLogLogs(long seed) {
        super(
                seed,
                "PFADD k e",
                "PFADD k e e e",
                "PFADD k e e e e e e e e e e e e",
                "PFADD k",
                "PFADD s e",
                "PFCOUNT k",
                "PFCOUNT k k",
                "PFCOUNT k s",
                "PFCOUNT s",
                "PFMERGE k k k",
                "PFMERGE k",
                "PFMERGE k s",
                "PFDEBUG ENCODING k",
                "PFDEBUG DECODE k",
                "GET k",
                "GET k",
                "OBJECT ENCODING k",
                "DEL k",
                "EXPIRE k 1000000",
                "TYPE k",
                "COPY k k REPLACE");
        elements = 50 * (int) (1 + seed % 4 * 40);
    }

    @Override
    byte[] argument(char kind) {
        return switch (kind) {
            case 'k' -> latin1("hll" + random.nextInt(random.nextInt(4) == 0 ? 9 : 3));
            case 's' -> latin1(random.nextInt(20) == 0 ? "s" : "hll1");
            case 'e' -> latin1(Integer.toString(random.nextInt(elements)) + "-".repeat(random.nextInt(12)));
            default -> throw new IllegalArgumentException("no such argument: " + kind);
        };
    }

    @Override
    byte[][] next() {
        byte[][] command = super.next();
        boolean rare = random.nextInt(20) != 0;
        return rare && (command[0].length == 3 || command[0].length == 8) && command[0][0] != 'G'
                ? super.next()
                : command;
    }

    /** Redis 7.0 tells damage of a value at other places. */
    @Override
    boolean alike(String name, byte[][] command, RespReply own, RespReply theirs) {
        return own.text().startsWith("INVALIDOBJ") || theirs.text().startsWith("INVALIDOBJ");
    }
}
