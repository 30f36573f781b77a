package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.impl.LocalRaftMetaStorage;

/** JRaft's file of term and vote, with the term readable from any thread; JRaft itself does not tell it. */
final class PersistedTerm extends LocalRaftMetaStorage {
    private volatile long highestTerm;

    PersistedTerm(String path, RaftOptions raftOptions) {
        super(path, raftOptions);
    }

    /** The highest term that was ever written or is being written. */
    long highestTerm() {
        return highestTerm;
    }

    @Override
    public boolean init(RaftMetaStorageOptions options) {
        boolean loaded = super.init(options);
        if (loaded) {
            highestTerm = getTerm();
        }
        return loaded;
    }

    @Override
    public boolean setTerm(long term) {
        highestTerm = term;
        return super.setTerm(term);
    }

    @Override
    public boolean setTermAndVotedFor(long term, PeerId vote) {
        highestTerm = term;
        return super.setTermAndVotedFor(term, vote);
    }
}
