package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Operation;
import java.util.List;

/** Checks all operations of one key against one promise. Pure; may be called from any thread. */
public interface KeyChecker {
    /**
     * @param operations every operation on the key, in the order of invocation; the last read must have been invoked when all
     *     others had ended, or been given up
     * @return what is wrong; empty if nothing is
     */
    List<Violation> check(List<Operation> operations);
}
