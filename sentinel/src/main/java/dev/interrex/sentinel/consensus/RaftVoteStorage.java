package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.EnumOutter.ErrorType;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives JRaft its term and vote from a {@link VoteFile}. JRaft's own storage makes, syncs and renames a file for each write,
 * has no checksum, and does not tell the term to others. JRaft calls it under its node's lock.
 */
final class RaftVoteStorage implements RaftMetaStorage {
    private static final Logger LOG = LoggerFactory.getLogger(RaftVoteStorage.class);
    static final String FILE = "vote";

    private final Path directory;
    private @Nullable VoteFile file;
    private @Nullable NodeImpl node;
    private volatile long highestTerm;

    RaftVoteStorage(Path directory) {
        this.directory = directory;
    }

    /** The highest term that was ever written or is being written; any thread. */
    long highestTerm() {
        return highestTerm;
    }

    @Override
    public boolean init(RaftMetaStorageOptions options) {
        node = options.getNode();
        try {
            Files.createDirectories(directory);
            VoteFile opened = VoteFile.open(directory.resolve(FILE));
            highestTerm = opened.last().term();
            file = opened;
            return true;
        } catch (IOException e) {
            LOG.error("cannot read this sentinel's vote", e);
            return false;
        }
    }

    @Override
    public void shutdown() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("cannot close the vote file", e);
            }
            file = null;
        }
    }

    @Override
    public boolean setTerm(long term) {
        return write(new VoteFile.Vote(term, last().vote()));
    }

    @Override
    public long getTerm() {
        return last().term();
    }

    @Override
    public boolean setVotedFor(PeerId peer) {
        return write(new VoteFile.Vote(last().term(), textOf(peer)));
    }

    @Override
    public PeerId getVotedFor() {
        PeerId peer = new PeerId();
        return last().vote().isEmpty() || !peer.parse(last().vote()) ? PeerId.emptyPeer() : peer;
    }

    @Override
    public boolean setTermAndVotedFor(long term, PeerId peer) {
        return write(new VoteFile.Vote(term, textOf(peer)));
    }

    private boolean write(VoteFile.Vote vote) {
        VoteFile open = file;
        if (open == null) {
            return false;
        }
        highestTerm = Math.max(highestTerm, vote.term());
        try {
            open.write(vote);
            return true;
        } catch (IOException e) {
            LOG.error("cannot write this sentinel's vote", e);
            if (node != null) {
                node.onError(new RaftException(ErrorType.ERROR_TYPE_META, RaftError.EIO, "vote file: %s", e));
            }
            return false;
        }
    }

    private VoteFile.Vote last() {
        return file == null ? VoteFile.Vote.NONE : file.last();
    }

    private static String textOf(PeerId peer) {
        return peer.isEmpty() ? "" : peer.toString();
    }
}
