package dev.interrex.sentinel.consensus;

import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.SentinelEntry;
import dev.interrex.proto.v1.SentinelList;
import dev.interrex.wire.TopologyWire;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Who the sentinels are: Raft's own configuration says which addresses, the roll says who stands behind them. The configuration file
 * says both until Raft knows better, and who stands behind an address that the roll does not have.
 *
 * <p>Any thread. Listeners are called one at a time, with every change.
 */
final class Membership {
    private final List<SentinelAddress> configured;
    private final List<Consumer<List<SentinelAddress>>> listeners = new CopyOnWriteArrayList<>();
    private List<String> addresses;
    private volatile SentinelList roll = SentinelList.getDefaultInstance();
    private volatile List<SentinelAddress> members;

    /** @param configured by the file */
    Membership(List<SentinelAddress> configured) {
        this.configured = List.copyOf(configured);
        this.members = this.configured;
        this.addresses = configured.stream().map(SentinelAddress::grpcAddress).toList();
    }

    List<SentinelAddress> members() {
        return members;
    }

    SentinelList roll() {
        return roll;
    }

    /** The name of the member at this address. */
    Optional<String> idOf(String grpcAddress) {
        return members.stream()
                .filter(member -> member.grpcAddress().equals(grpcAddress))
                .map(SentinelAddress::id)
                .findFirst();
    }

    /** The listener hears of the members at once, too. */
    synchronized void follow(Consumer<List<SentinelAddress>> listener) {
        listeners.add(listener);
        listener.accept(members);
    }

    /** These addresses are Raft's members. */
    synchronized void committed(List<String> newAddresses) {
        addresses = List.copyOf(newAddresses);
        update();
    }

    /** The roll was changed, or read. */
    synchronized void described(SentinelList newRoll) {
        roll = newRoll;
        update();
    }

    /** Somebody who knows better says who the members are; until the log here says something. */
    synchronized void told(List<SentinelAddress> newMembers) {
        become(List.copyOf(newMembers));
    }

    /** Who stands behind these addresses. */
    List<SentinelAddress> at(List<String> grpcAddresses) {
        return grpcAddresses.stream().map(this::at).toList();
    }

    private void update() {
        become(at(addresses));
    }

    private void become(List<SentinelAddress> now) {
        if (!now.equals(members)) {
            members = now;
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    private SentinelAddress at(String address) {
        return SentinelRoll.find(roll, address)
                .map(SentinelEntry::getInfo)
                .map(TopologyWire::fromWire)
                .or(() -> configured.stream()
                        .filter(sentinel -> sentinel.grpcAddress().equals(address))
                        .findFirst())
                .orElse(new SentinelAddress(address, address, address, ""));
    }
}
