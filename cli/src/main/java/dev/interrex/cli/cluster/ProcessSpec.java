package dev.interrex.cli.cluster;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One process: what it is and where it listens.
 *
 * @param id unique in the cluster, also the name of its folder
 * @param zone availability zone
 * @param host address that it binds and that others use
 * @param respPort port of the Redis (or Sentinel) protocol
 * @param grpcPort port for replication, control and administration
 * @param httpPort port for health and metrics, or the console; 0 = off
 */
public record ProcessSpec(
        String id, ProcessKind kind, String zone, String host, int respPort, int grpcPort, int httpPort) {
    @JsonIgnore
    public String respAddress() {
        return host + ":" + respPort;
    }

    @JsonIgnore
    public String grpcAddress() {
        return host + ":" + grpcPort;
    }

    /** What each port is for, by port; without those that are off. */
    @JsonIgnore
    public Map<Integer, String> ports() {
        Map<Integer, String> ports = new LinkedHashMap<>();
        ports.put(respPort, kind == ProcessKind.NODE ? "Redis protocol" : "Sentinel protocol");
        ports.put(grpcPort, "gRPC");
        if (httpPort != 0) {
            ports.put(httpPort, "HTTP");
        }
        return ports;
    }
}
