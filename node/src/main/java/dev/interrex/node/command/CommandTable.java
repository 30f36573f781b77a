package dev.interrex.node.command;

import dev.interrex.resp.CommandArgs;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All commands by name. Nearly all names have at most {@value #SHORT_NAME} bytes: two longs of upper-cased bytes and a length, so that
 * finding one is a multiplication, a probe and two comparisons, and no text is made of what a client sent. Few are longer.
 *
 * <p>Immutable; any thread.
 */
public final class CommandTable {
    static final int SHORT_NAME = 15;
    private static final int LONGEST_NAME = 24;

    /** Of a client's own bytes, so many at most are repeated in an error. */
    private static final int MOST_ECHOED_BYTES = 128;

    private final Map<String, CommandSpec> byName = new TreeMap<>();
    private final Slots commands;
    private final Map<CommandSpec, Slots> subcommands;

    public CommandTable(Collection<CommandSpec> specs) {
        for (CommandSpec spec : specs) {
            if (byName.put(spec.name(), spec) != null) {
                throw new IllegalArgumentException("declared twice: " + spec);
            }
        }
        commands = new Slots(byName);
        subcommands = byName.values().stream()
                .filter(CommandSpec::isContainer)
                .collect(Collectors.toUnmodifiableMap(spec -> spec, spec -> new Slots(spec.subcommands())));
    }

    /** Every command that a node answers. */
    public static CommandTable standard() {
        return new CommandTable(
                Stream.concat(ofValues(), ofServer()).flatMap(List::stream).toList());
    }

    private static Stream<List<CommandSpec>> ofValues() {
        return Stream.of(
                StringCommands.reading(),
                StringCommands.setting(),
                StringCommands.settingMany(),
                StringRangeCommands.specs(),
                BitmapCommands.specs(),
                BitfieldCommands.specs(),
                HyperLogLogCommands.specs(),
                CounterCommands.specs(),
                KeyCommands.single(),
                KeyCommands.moving(),
                DumpCommands.specs(),
                SortCommands.specs(),
                ExpiryCommands.setting(),
                ExpiryCommands.reading(),
                ScanCommands.specs(),
                ObjectCommands.specs(),
                HashCommands.writing(),
                HashCommands.reading(),
                HashScanCommands.specs(),
                FieldExpiryCommands.setting(),
                FieldExpiryCommands.reading(),
                FieldValueCommands.specs(),
                ListCommands.writing(),
                ListCommands.reading(),
                ListMoveCommands.moving(),
                ListMoveCommands.popping(),
                SetCommands.writing(),
                SetCommands.reading(),
                SetCommands.random(),
                SetOperationCommands.specs(),
                StreamCommands.specs(),
                StreamReadCommands.specs(),
                StreamGroupCommands.specs(),
                StreamPendingCommands.specs(),
                StreamInfoCommands.specs(),
                SortedSetCommands.writing(),
                SortedSetCommands.reading(),
                SortedSetRangeCommands.reading(),
                SortedSetRangeCommands.writing(),
                SortedSetPopCommands.specs(),
                SortedSetOperationCommands.specs(),
                GeoCommands.specs(),
                GeoSearchCommands.specs());
    }

    private static Stream<List<CommandSpec>> ofServer() {
        return Stream.of(
                ServerCommands.specs(),
                CommandCommand.specs(),
                ConnectionCommands.specs(),
                ClientCommands.specs(),
                TransactionCommands.specs(),
                ExactlyOnceCommands.specs(),
                PubSubCommands.specs(),
                ReplicationCommands.specs(),
                InfoCommand.specs(),
                ConfigCommand.specs(),
                AclCommands.specs(),
                AdminCommands.specs(),
                DebugCommands.specs());
    }

    /**
     * The command that argument 0, for a container argument 1 too, names in any case; null if there is none, and
     * {@link #unknown} tells the client so. Arity is not checked.
     */
    public @Nullable CommandSpec find(CommandArgs args) {
        CommandSpec spec = commands.find(args, 0);
        if (spec == null || !spec.isContainer()) {
            return spec;
        }
        if (args.count() == 1) {
            return spec;
        }
        Slots slots = subcommands.get(spec);
        return slots == null ? null : slots.find(args, 1);
    }

    /** The error text for arguments for which {@link #find} gave null. */
    public String unknown(CommandArgs args) {
        CommandSpec container = commands.find(args, 0);
        if (container != null) {
            return "ERR unknown subcommand '" + echo(args, 1, MOST_ECHOED_BYTES) + "'. Try " + container.name()
                    + " HELP.";
        }
        StringBuilder text = new StringBuilder("ERR unknown command '")
                .append(echo(args, 0, MOST_ECHOED_BYTES))
                .append("', with args beginning with: ");
        StringBuilder beginnings = new StringBuilder();
        for (int i = 1; i < args.count() && beginnings.length() < MOST_ECHOED_BYTES; i++) {
            beginnings
                    .append('\'')
                    .append(echo(args, i, MOST_ECHOED_BYTES - beginnings.length()))
                    .append("' ");
        }
        return text.append(beginnings).toString();
    }

    /** The command of this name, in any case; {@code "object|encoding"} and {@code "object encoding"} name a subcommand. */
    public @Nullable CommandSpec named(String name) {
        String[] words = name.toUpperCase(Locale.ROOT).split("[| ]", 2);
        CommandSpec spec = byName.get(words[0]);
        return spec == null || words.length == 1 ? spec : spec.subcommands().get(words[1]);
    }

    /** In order of their names; subcommands are within their containers. */
    public Collection<CommandSpec> all() {
        return byName.values();
    }

    private static String echo(CommandArgs args, int index, int mostBytes) {
        int length = Math.min(args.length(index), mostBytes);
        return args.buffer().toString(args.offset(index), length, StandardCharsets.ISO_8859_1);
    }

    /** Open addressing over (first eight bytes, next eight bytes) of names. */
    private static final class Slots {
        private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

        private final long[] heads;
        private final long[] tails;
        private final @Nullable CommandSpec[] specs;
        private final int shift;
        private final Map<String, CommandSpec> longNames = new HashMap<>();

        Slots(Map<String, CommandSpec> byWord) {
            int bits = 33 - Integer.numberOfLeadingZeros(Math.max(4, byWord.size()));
            shift = 64 - bits;
            heads = new long[1 << bits];
            tails = new long[1 << bits];
            specs = new CommandSpec[1 << bits];
            byWord.forEach(this::put);
        }

        private void put(String word, CommandSpec spec) {
            if (word.length() > LONGEST_NAME) {
                throw new IllegalArgumentException("name too long: " + word);
            }
            if (word.length() > SHORT_NAME) {
                longNames.put(word, spec);
                return;
            }
            CommandArgs args = CommandArgs.of(word);
            long head = word(args, 0, 0);
            long tail = tail(args, 0);
            int slot = slot(head, tail);
            while (specs[slot] != null) {
                slot = (slot + 1) & (specs.length - 1);
            }
            heads[slot] = head;
            tails[slot] = tail;
            specs[slot] = spec;
        }

        @Nullable
        CommandSpec find(CommandArgs args, int index) {
            int length = args.length(index);
            if (length == 0 || length > LONGEST_NAME) {
                return null;
            }
            if (length > SHORT_NAME) {
                return longNames.get(echo(args, index, length).toUpperCase(Locale.ROOT));
            }
            long head = word(args, index, 0);
            long tail = tail(args, index);
            int slot = slot(head, tail);
            while (true) {
                CommandSpec spec = specs[slot];
                if (spec == null || (heads[slot] == head && tails[slot] == tail)) {
                    return spec;
                }
                slot = (slot + 1) & (specs.length - 1);
            }
        }

        /** The bytes behind the first eight, and above them the length, without which a zero byte would look like the end. */
        private static long tail(CommandArgs args, int index) {
            return word(args, index, 8) | (long) args.length(index) << 56;
        }

        private int slot(long head, long tail) {
            return (int) (((head ^ Long.rotateLeft(tail, 29)) * HASH_FACTOR) >>> shift);
        }

        /** Up to eight bytes of the argument from {@code from} on, letters as capitals, little endian, padded with zeros. */
        private static long word(CommandArgs args, int index, int from) {
            int length = Math.min(8, args.length(index) - from);
            if (length <= 0) {
                return 0;
            }
            ByteBuf buffer = args.buffer();
            int at = args.offset(index) + from;
            long word = 0;
            if (length == 8) {
                word = buffer.getLongLE(at);
            } else {
                for (int i = length - 1; i >= 0; i--) {
                    word = word << 8 | (buffer.getByte(at + i) & 0xFF);
                }
            }
            return upperCase(word);
        }

        /** Turns every byte from a to z into a capital, all eight at once; bytes above 0x7F stay. */
        private static long upperCase(long word) {
            long low = word & 0x7F7F7F7F7F7F7F7FL;
            long fromA = low + 0x1F1F1F1F1F1F1F1FL;
            long aboveZ = low + 0x0505050505050505L;
            long letters = (fromA & ~aboveZ & ~word & 0x8080808080808080L) >>> 2;
            return word ^ letters;
        }
    }
}
