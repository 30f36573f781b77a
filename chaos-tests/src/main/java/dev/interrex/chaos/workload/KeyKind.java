package dev.interrex.chaos.workload;

import dev.interrex.chaos.checker.AppendChecker;
import dev.interrex.chaos.checker.CounterChecker;
import dev.interrex.chaos.checker.KeyChecker;
import dev.interrex.chaos.checker.RegisterChecker;
import dev.interrex.chaos.checker.SetChecker;
import dev.interrex.chaos.history.Function;
import java.util.SplittableRandom;

/** What a key is used for, by which operations, and how it is checked. */
public enum KeyKind {
    /** GET, SET, SET … GET of values that are used once. */
    REGISTER(new RegisterChecker(), Function.READ) {
        @Override
        Function draw(SplittableRandom random) {
            int percent = random.nextInt(100);
            return percent < 40 ? Function.WRITE : percent < 60 ? Function.SWAP : Function.READ;
        }
    },
    /** INCR and GET. */
    COUNTER(new CounterChecker(), Function.READ) {
        @Override
        Function draw(SplittableRandom random) {
            return random.nextInt(100) < 80 ? Function.INCREMENT : Function.READ;
        }
    },
    /** APPEND of elements that are used once, and GET. */
    LIST(new AppendChecker(), Function.READ_LIST) {
        @Override
        Function draw(SplittableRandom random) {
            return random.nextInt(100) < 80 ? Function.APPEND : Function.READ_LIST;
        }
    },
    /** SET of keys that are used once; the set is all keys below the name. */
    SET(new SetChecker(), Function.READ_SET) {
        @Override
        Function draw(SplittableRandom random) {
            return Function.ADD;
        }
    };

    private final KeyChecker checker;
    private final Function finalRead;

    KeyKind(KeyChecker checker, Function finalRead) {
        this.checker = checker;
        this.finalRead = finalRead;
    }

    abstract Function draw(SplittableRandom random);

    public KeyChecker checker() {
        return checker;
    }

    /** The read that closes a round for such a key. */
    public Function finalRead() {
        return finalRead;
    }
}
