package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.rpc.RaftRpcFactory;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.util.Endpoint;
import com.alipay.sofa.jraft.util.SPI;
import org.jspecify.annotations.Nullable;

/**
 * Gives JRaft our transport; found through {@code META-INF/services}, before JRaft's own one by its priority. Public because
 * JRaft's loader wants it so.
 */
@SPI(name = "interrex", priority = 100)
public final class GrpcRaftRpcFactory implements RaftRpcFactory {
    /** Messages are found by {@link RaftMessages}; nothing to register. */
    @Override
    public void registerProtobufSerializer(String className, Object... args) {}

    @Override
    public RpcClient createRpcClient(@Nullable ConfigHelper<RpcClient> helper) {
        RpcClient client = new RaftRpcClient();
        if (helper != null) {
            helper.config(client);
        }
        return client;
    }

    /** Never asked for: the server is made beforehand, as the process's gRPC server carries it. */
    @Override
    public RpcServer createRpcServer(Endpoint endpoint, @Nullable ConfigHelper<RpcServer> helper) {
        throw new UnsupportedOperationException("the transport shares the sentinel's gRPC server");
    }
}
