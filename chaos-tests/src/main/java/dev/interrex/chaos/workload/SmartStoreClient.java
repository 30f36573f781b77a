package dev.interrex.chaos.workload;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.client.InterrexClient;
import dev.interrex.client.api.Command;
import dev.interrex.client.api.IndeterminateException;
import dev.interrex.client.api.InterrexException;
import dev.interrex.client.api.Reply;
import dev.interrex.client.api.UnexpectedReplyException;
import java.time.Duration;
import java.util.List;

/** The smart client. Its exceptions say what may be concluded. No write is declared harmless to repeat. */
public final class SmartStoreClient implements StoreClient {
    private final InterrexClient client;

    /**
     * @param sentinels {@code host:port} of the sentinels' gRPC servers
     * @param retryFor how long a call may look for a primary
     */
    public SmartStoreClient(String group, List<String> sentinels, Duration retryFor) {
        client = InterrexClient.builder()
                .group(group)
                .sentinels(sentinels)
                .clientName("drill")
                .retryFor(retryFor)
                .build();
    }

    @Override
    public String name() {
        return "interrex";
    }

    @Override
    public Answer execute(Function function, String key, String argument)
            throws NotDoneException, UnknownOutcomeException {
        try {
            return client.execute(command(function, key, argument));
        } catch (IndeterminateException | UnexpectedReplyException e) {
            throw new UnknownOutcomeException(String.valueOf(e.getMessage()), e);
        } catch (InterrexException e) {
            throw new NotDoneException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Command<Answer> command(Function function, String key, String argument) {
        return switch (function) {
            case READ -> Command.read("GET", key).as(SmartStoreClient::value);
            case WRITE -> Command.write("SET", key, argument).as(reply -> Answer.NONE);
            case SWAP -> Command.write("SET", key, argument, "GET").as(SmartStoreClient::value);
            case INCREMENT -> Command.write("INCR", key).as(reply -> new Answer.Number(reply.asLong()));
            case APPEND ->
                Command.write("APPEND", key, argument).as(reply -> new Answer.Number(Elements.count(reply.asLong())));
            case READ_LIST ->
                Command.read("GET", key)
                        .as(reply -> new Answer.Elements(
                                Elements.split(reply.asOptionalText().orElse(null))));
            case ADD -> Command.write("SET", key + ":" + argument, argument).as(reply -> Answer.NONE);
            case READ_SET -> throw new IllegalArgumentException("sets are read at the end only");
        };
    }

    private static Answer value(Reply reply) {
        return new Answer.Value(reply.asOptionalText().orElse(null));
    }

    @Override
    public void close() {
        client.close();
    }
}
