package dev.interrex.sentinel.consensus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Raft's term and vote on disk: two slots, written in turn, so that the older one stays whole while the newer is written.
 * Big-endian.
 *
 * <pre>
 *  0               4               8               16              24       26
 * +---------------+---------------+---------------+---------------+--------+----------------+
 * | magic "IXVT"  | CRC-32C of    | sequence of   | term          | length | vote, UTF-8    |  twice,
 * |               | 8 to the end  | the write     |               |        | and zeros      |  512 bytes each
 * +---------------+---------------+---------------+---------------+--------+----------------+
 * </pre>
 *
 * <p>The file keeps its size, so a write is one fdatasync of one sector and waits for no file system journal; an election
 * waits for three of them one after the other. A sector is written whole or not at all: a slot that is neither blank nor
 * valid is damage, and a sentinel that does not know its vote must not guess it.
 *
 * <p>Not thread-safe.
 */
final class VoteFile implements AutoCloseable {
    /**
     * @param vote whom this sentinel voted for in {@code term}; empty for nobody
     */
    record Vote(long term, String vote) {
        static final Vote NONE = new Vote(0, "");
    }

    static final int SLOT_BYTES = 512;

    private static final int MAGIC = 0x49585654;
    private static final int CRC_OFFSET = 4;
    private static final int BODY_OFFSET = 8;
    private static final int HEADER_BYTES = 26;

    private final FileChannel file;
    private final ByteBuffer slot = ByteBuffer.allocateDirect(SLOT_BYTES);
    private long sequence;
    private Vote last = Vote.NONE;

    private VoteFile(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens the file, makes it if there is none.
     *
     * @throws IOException if it is damaged or cannot be read
     */
    static VoteFile open(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        VoteFile file = new VoteFile(channel);
        try {
            if (channel.size() < 2 * SLOT_BYTES) {
                file.create(path);
            }
            file.load(0, path);
            file.load(1, path);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return file;
    }

    Vote last() {
        return last;
    }

    /** Writes and syncs; what {@link #last} answers changes only if that succeeds. */
    void write(Vote vote) throws IOException {
        byte[] name = vote.vote().getBytes(StandardCharsets.UTF_8);
        if (name.length > SLOT_BYTES - HEADER_BYTES) {
            throw new IOException("vote of " + name.length + " bytes");
        }
        slot.clear();
        slot.putInt(MAGIC).putInt(0).putLong(sequence + 1).putLong(vote.term()).putShort((short) name.length);
        slot.put(name);
        while (slot.hasRemaining()) {
            slot.put((byte) 0);
        }
        slot.putInt(CRC_OFFSET, crc()).rewind();
        int position = slotOf(sequence + 1) * SLOT_BYTES;
        while (slot.hasRemaining()) {
            file.write(slot, position + slot.position());
        }
        file.force(false);
        sequence++;
        last = vote;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void create(Path path) throws IOException {
        if (file.size() > 0 && !isBlank()) {
            throw new IOException("damaged vote file " + path);
        }
        file.write(ByteBuffer.allocate(2 * SLOT_BYTES), 0);
        file.force(true);
        try (FileChannel parent = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }

    /** A file that was being made when the power went: nothing was ever written to it. */
    private boolean isBlank() throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) file.size());
        file.read(all, 0);
        all.flip();
        while (all.hasRemaining()) {
            if (all.get() != 0) {
                return false;
            }
        }
        return true;
    }

    private void load(int index, Path path) throws IOException {
        slot.clear();
        while (slot.hasRemaining()) {
            if (file.read(slot, (long) index * SLOT_BYTES + slot.position()) < 0) {
                throw new IOException("vote file too short: " + path);
            }
        }
        slot.flip();
        if (slot.equals(ByteBuffer.allocate(SLOT_BYTES))) {
            return;
        }
        int magic = slot.getInt();
        int crc = slot.getInt();
        long writtenAs = slot.getLong();
        long term = slot.getLong();
        int length = slot.getShort();
        if (magic != MAGIC || crc != crc() || slotOf(writtenAs) != index || length < 0 || length > slot.remaining()) {
            throw new IOException("damaged vote file " + path);
        }
        if (writtenAs > sequence) {
            byte[] name = new byte[length];
            slot.get(name);
            sequence = writtenAs;
            last = new Vote(term, new String(name, StandardCharsets.UTF_8));
        }
    }

    private int crc() {
        CRC32C crc = new CRC32C();
        crc.update(slot.duplicate().clear().position(BODY_OFFSET));
        return (int) crc.getValue();
    }

    private static int slotOf(long sequence) {
        return (int) (sequence % 2);
    }
}
