package dev.interrex.cli.demo;

import dev.interrex.client.InterrexClient;
import dev.interrex.client.api.IndeterminateException;
import dev.interrex.client.api.InterrexException;
import dev.interrex.client.api.UnexpectedReplyException;
import java.util.function.Function;

/** The smart client. */
final class SmartStore implements Store {
    private final InterrexClient client;

    SmartStore(InterrexClient client) {
        this.client = client;
    }

    @Override
    public String name() {
        return "smart client";
    }

    @Override
    public void set(String key, String value) throws NotDoneException, UnknownException {
        call(store -> {
            store.set(key, value);
            return 0L;
        });
    }

    @Override
    public long increment(String key) throws NotDoneException, UnknownException {
        return call(store -> store.increment(key));
    }

    private long call(Function<InterrexClient, Long> work) throws NotDoneException, UnknownException {
        try {
            return work.apply(client);
        } catch (IndeterminateException | UnexpectedReplyException e) {
            throw new UnknownException(String.valueOf(e.getMessage()), e);
        } catch (InterrexException e) {
            throw new NotDoneException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
