package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.rpc.RaftRpcFactory;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.proto.v1.PeerStateRequest;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Answers the pings of the other sentinels with what this one's log has got.
 *
 * @param state throws {@link IllegalStateException} while the log is not open
 */
record PeerStateProcessor(Executor executor, Supplier<PeerStateReply> state) implements RpcProcessor<PeerStateRequest> {
    @Override
    public void handleRequest(RpcContext context, PeerStateRequest request) {
        try {
            context.sendResponse(state.get());
        } catch (IllegalStateException e) {
            context.sendResponse(RaftRpcFactory.DEFAULT.newResponse(
                    PeerStateReply.getDefaultInstance(), RaftError.EINVAL, "%s", e.getMessage()));
        }
    }

    @Override
    public String interest() {
        return PeerStateRequest.class.getName();
    }
}
