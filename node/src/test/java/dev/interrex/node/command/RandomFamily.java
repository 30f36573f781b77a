package dev.interrex.node.command;

import dev.interrex.resp.RespReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random commands of one family of values, mostly sensible ones. A command is made of a template, in which a small letter stands
 * for an argument. The same for the same seed.
 */
abstract class RandomFamily {
    final Random random;
    private final String[] templates;

    RandomFamily(long seed, String... templates) {
        this.random = new Random(seed);
        this.templates = templates;
    }

    byte[][] next() {
        List<byte[]> arguments = new ArrayList<>();
        for (String word : pick(templates).split(" ")) {
            arguments.add(
                    word.length() == 1 && Character.isLowerCase(word.charAt(0))
                            ? argument(word.charAt(0))
                            : latin1(word));
        }
        return arguments.toArray(byte[][]::new);
    }

    /** An argument of the kind that the letter stands for. */
    abstract byte[] argument(char kind);

    /** Whether replies that are not equal say the same, where order, time or chance, or a newer Redis, make them differ. */
    boolean alike(String name, byte[][] command, RespReply own, RespReply theirs) {
        return false;
    }

    String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    byte[] number(int least, int most) {
        return latin1(Integer.toString(least + random.nextInt(most - least + 1)));
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
