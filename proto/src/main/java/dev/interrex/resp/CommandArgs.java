package dev.interrex.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The arguments of one command as offsets into the buffer they arrived in; argument 0 is the command's name. Reused from
 * command to command: whoever needs bytes for longer copies them.
 *
 * <p>Belongs to one event loop.
 */
public final class CommandArgs {
    private static final int KEPT_CAPACITY = 1024;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private int count;

    /** Forgets all arguments; the next ones lie in {@code buffer}. */
    public void reset(ByteBuf buffer) {
        this.buffer = buffer;
        count = 0;
        if (offsets.length > KEPT_CAPACITY) {
            offsets = new int[16];
            lengths = new int[16];
        }
    }

    /** Appends an argument at absolute {@code offset} of the buffer. */
    public void add(int offset, int length) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        offsets[count] = offset;
        lengths[count] = length;
        count++;
    }

    /** The bytes moved: arguments now lie {@code delta} further in {@code buffer}. For the decoder between two reads. */
    public void rebase(ByteBuf buffer, int delta) {
        this.buffer = buffer;
        for (int i = 0; delta != 0 && i < count; i++) {
            offsets[i] += delta;
        }
    }

    /** Makes these the arguments of {@code of} from {@code first} on, in the same buffer. */
    public void viewOf(CommandArgs of, int first) {
        reset(of.buffer);
        for (int i = first; i < of.count; i++) {
            add(of.offsets[i], of.lengths[i]);
        }
    }

    public int count() {
        return count;
    }

    public ByteBuf buffer() {
        return buffer;
    }

    public int offset(int index) {
        return offsets[check(index)];
    }

    public int length(int index) {
        return lengths[check(index)];
    }

    public byte byteAt(int index, int position) {
        return buffer.getByte(offsets[check(index)] + position);
    }

    /** A copy of the argument's bytes. */
    public byte[] bytes(int index) {
        byte[] copy = new byte[length(index)];
        buffer.getBytes(offsets[index], copy);
        return copy;
    }

    /** The argument as text; bytes that are not UTF-8 are replaced, so only for names, options and messages. */
    public String text(int index) {
        return buffer.toString(offset(index), lengths[index], StandardCharsets.UTF_8);
    }

    /** Whether the argument is {@code upperCase} (ASCII capitals) in any case. */
    public boolean is(int index, String upperCase) {
        if (length(index) != upperCase.length()) {
            return false;
        }
        int offset = offsets[index];
        for (int i = 0; i < upperCase.length(); i++) {
            int b = buffer.getByte(offset + i);
            if (b >= 'a' && b <= 'z') {
                b -= 32;
            }
            if (b != upperCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Total bytes of all arguments. */
    public long totalBytes() {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += lengths[i];
        }
        return total;
    }

    /** An independent copy with a heap buffer of its own, for commands queued by MULTI or parked. */
    public CommandArgs copy() {
        CommandArgs copy = new CommandArgs();
        ByteBuf bytes = Unpooled.buffer((int) Math.min(Integer.MAX_VALUE - 8, Math.max(1, totalBytes())));
        copy.reset(bytes);
        for (int i = 0; i < count; i++) {
            copy.add(bytes.writerIndex(), lengths[i]);
            bytes.writeBytes(buffer, offsets[i], lengths[i]);
        }
        return copy;
    }

    /** Arguments made from strings, for tests and internal calls. */
    public static CommandArgs of(String... arguments) {
        CommandArgs args = new CommandArgs();
        ByteBuf bytes = Unpooled.buffer();
        args.reset(bytes);
        for (String argument : arguments) {
            byte[] encoded = argument.getBytes(StandardCharsets.UTF_8);
            args.add(bytes.writerIndex(), encoded.length);
            bytes.writeBytes(encoded);
        }
        return args;
    }

    private int check(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("argument " + index + " of " + count);
        }
        return index;
    }
}
