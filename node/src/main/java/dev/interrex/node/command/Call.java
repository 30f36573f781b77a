package dev.interrex.node.command;

import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Digits;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Slices;
import dev.interrex.node.engine.WrongTypeException;
import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespWriter;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a command: what its handler reads, changes and answers with. One object per loop, reused for every command.
 *
 * <p><b>Arguments.</b> {@link #args()} has the raw ones; argument 0 is the name. Bytes for the engine are taken with
 * {@link #key}, {@link #otherKey}, {@link #field} and {@link #value}: each of the four has one reusable {@link Slice}, valid until
 * the same method is called again, so a handler may hold one of each at a time and nothing is allocated. Numbers are taken with
 * {@link #integer}, which throws {@link CommandException} with Redis's text. Words are compared with
 * {@code args().is(i, "NX")}.
 *
 * <p><b>Errors.</b> Before anything was changed: throw a {@link CommandException}, best one of its constants.
 */
public final class Call {
    private final RespWriter reply;
    private final Engine engine;
    private final NodeServices node;
    private final RandomGenerator random;
    private final Slice key = new Slice();
    private final Slice otherKey = new Slice();
    private final Slice field = new Slice();
    private final Slice value = new Slice();
    private final Slice number = new Slice();
    private final Slice rendered = new Slice();
    private final ArgumentSlices fields = new ArgumentSlices(this, field);
    private final ArgumentSlices values = new ArgumentSlices(this, value);
    private final ArgumentSlices otherKeys = new ArgumentSlices(this, otherKey);
    private final CollectedReplies collected = new CollectedReplies();
    private CommandArgs args = new CommandArgs();
    private @Nullable ClientState client;
    private @Nullable CommandSpec spec;
    private Database db;
    private long nowMs;

    /** @param random for commands whose answer is random by definition; never decides what is logged without being logged itself */
    public Call(Engine engine, RespWriter reply, NodeServices node, RandomGenerator random) {
        this.engine = engine;
        this.reply = reply;
        this.node = node;
        this.random = random;
        this.db = engine.database(0);
    }

    /**
     * Points this call at a command. The dispatcher has set {@code engine.now(nowMs)} and the target of {@link #reply()}.
     *
     * @return this
     */
    public Call of(ClientState client, CommandSpec spec, CommandArgs args, long nowMs) {
        this.client = client;
        this.spec = spec;
        this.args = args;
        this.nowMs = nowMs;
        this.db = engine.database(client.database());
        return this;
    }

    /**
     * Runs the handler and turns a refusal into an error reply. Arity, rights and role were checked before; a container called
     * without a subcommand gets its arity error.
     */
    public void execute() {
        CommandHandler handler = spec().handler();
        if (handler == null) {
            reply.error(spec().arityError());
            return;
        }
        try {
            handler.call(this);
        } catch (CommandException refusal) {
            reply.error(refusal.text());
        } catch (WrongTypeException wrongType) {
            reply.error(CommandException.WRONG_TYPE.text());
        }
    }

    public CommandArgs args() {
        return args;
    }

    /** Number of arguments, the name included. */
    public int count() {
        return args.count();
    }

    public RespWriter reply() {
        return reply;
    }

    /** The client's selected database when the command began. */
    public Database db() {
        return db;
    }

    public Engine engine() {
        return engine;
    }

    public ClientState client() {
        return Objects.requireNonNull(client);
    }

    public CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    public NodeServices node() {
        return node;
    }

    public RandomGenerator random() {
        return random;
    }

    /** Wall clock of this command, of all commands of one transaction; milliseconds since 1970. */
    public long nowMs() {
        return nowMs;
    }

    /** Argument {@code index} as a key. Valid until the next call of this method. */
    public Slice key(int index) {
        return slice(index, key);
    }

    /** Argument {@code index} as a second key, beside {@link #key}. Valid until the next call of this method. */
    public Slice otherKey(int index) {
        return slice(index, otherKey);
    }

    /** Argument {@code index} as a field or member. Valid until the next call of this method. */
    public Slice field(int index) {
        return slice(index, field);
    }

    /** Argument {@code index} as a value. Valid until the next call of this method. */
    public Slice value(int index) {
        return slice(index, value);
    }

    /** Arguments {@code first}, {@code first + step}, … as fields or members, each valid until the next is taken. */
    public Slices fields(int first, int step) {
        return fields.from(first, step);
    }

    /** Arguments {@code first}, {@code first + step}, … as values, each valid until the next is taken. */
    public Slices values(int first, int step) {
        return values.from(first, step);
    }

    /** {@code count} arguments from {@code first} on as other keys, each valid until the next is taken. */
    public Slices otherKeys(int first, int count) {
        return otherKeys.from(first, 1, count);
    }

    Slice slice(int index, Slice into) {
        ByteBuf buffer = args.buffer();
        int length = args.length(index);
        if (buffer.hasArray()) {
            return into.set(buffer.array(), buffer.arrayOffset() + args.offset(index), length);
        }
        buffer.getBytes(args.offset(index), into.room(length), 0, length);
        return into;
    }

    /** Whether argument {@code index} is {@code upperCase} in any case; false if there is no such argument. */
    public boolean isWord(int index, String upperCase) {
        return index < args.count() && args.is(index, upperCase);
    }

    /** Argument {@code index} as a 64-bit integer; throws {@link CommandException#NOT_AN_INTEGER}. */
    public long integer(int index) {
        return integer(index, CommandException.NOT_AN_INTEGER);
    }

    /** As {@link #integer(int)}, with a refusal of the command's own. */
    public long integer(int index, CommandException refusal) {
        if (args.length(index) > Digits.LONGEST || !Digits.isLong(slice(index, number))) {
            throw refusal;
        }
        return Digits.parse(number);
    }

    /** Argument {@code index} as an integer within bounds, both inclusive. */
    public long integer(int index, long least, long most) {
        long value = integer(index);
        if (value < least || value > most) {
            throw new CommandException("ERR value is out of range, value must between " + least + " and " + most);
        }
        return value;
    }

    /** Argument {@code index} as the number of a database. */
    public Database database(int index) {
        long number = integer(index, Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (number < 0 || number >= engine.settings().databases()) {
            throw CommandException.NO_SUCH_DATABASE;
        }
        return engine.database((int) number);
    }

    /**
     * Lets the client wait for keys, as the command has found nothing to answer with: the handler returns without a reply, and is
     * called again when there may be something.
     *
     * @return false where a command must not wait, as in a transaction or a script: the handler then answers as if its time were
     *     over
     */
    public boolean waitFor(KeyWait wait) {
        return client().waitForKeys(this, wait);
    }

    /** Replies with the bytes, or with null if there are none. */
    public void replyBulk(@Nullable Slice bytes) {
        if (bytes == null) {
            reply.nullBulk();
        } else {
            reply.bulk(bytes.array(), bytes.offset(), bytes.length());
        }
    }

    /** Scratch for a value that the handler makes itself; beside the four of arguments. */
    public Slice rendered() {
        return rendered;
    }

    /** Empty scratch for elements whose number is known only at the end. */
    CollectedReplies collected() {
        return collected.restart(reply.resp3());
    }

    /** Tells who listens for keyspace notifications that the key was changed; {@code kind} as in {@code notify-keyspace-events}. */
    public void tell(char kind, String event, Slice changedKey) {
        engine.tell(db.index(), kind, event, changedKey);
    }
}
