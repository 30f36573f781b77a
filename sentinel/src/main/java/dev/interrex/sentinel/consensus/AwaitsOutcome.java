package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.Closure;
import dev.interrex.proto.v1.RaftOutcome;

/** Whoever proposed a command and waits for it. */
interface AwaitsOutcome extends Closure {
    /** The state machine came to the command. */
    void applied(RaftOutcome result);
}
