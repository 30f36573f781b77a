------------------------------- MODULE Lease -------------------------------
(***************************************************************************)
(* One primary p, one in-sync follower f that becomes the next primary, two *)
(* clocks that drift. Each append carries p's clock; each ack echoes the    *)
(* newest one that f received, and promises: for Promise from the receipt,  *)
(* by f's clock, f does not serve. p serves reads while its clock shows     *)
(* less than LeaseTime since the send time that was echoed last.            *)
(*                                                                          *)
(* Messages take any time or get lost; at most one append and one ack are   *)
(* under way. f may restart, and then assumes that it had just promised.    *)
(* What Failover.tla takes from here: p's lease on f has run out before f   *)
(* serves.                                                                  *)
(***************************************************************************)
EXTENDS Integers

CONSTANTS
    Promise,     \* in units of f's clock
    LeaseTime,   \* in units of p's clock
    SlowestTick, FastestTick, \* by how much p's clock may advance while f's advances by 5
    MaxTicks,
    FromSend     \* TRUE: the lease counts from the send time; FALSE: from the receipt of the ack

VARIABLES p, f, ticks, sent, acks, acked, promised, elected, serves

vars == <<p, f, ticks, sent, acks, acked, promised, elected, serves>>

None == -1000

Init ==
    /\ p = 0 /\ f = 0 /\ ticks = 0
    /\ sent = {} /\ acks = {} /\ acked = None
    /\ promised = Promise
    /\ elected = FALSE /\ serves = FALSE

Tick ==
    /\ ticks < MaxTicks
    /\ ticks' = ticks + 1
    /\ f' = f + 5
    /\ \E d \in {SlowestTick, FastestTick} : p' = p + d
    /\ UNCHANGED <<sent, acks, acked, promised, elected, serves>>

Send ==
    /\ sent' = {p}
    /\ UNCHANGED <<p, f, ticks, acks, acked, promised, elected, serves>>

(* An ack leaves only while f has not heard of the next epoch. *)
Receive ==
    /\ \E s \in sent : sent' = sent \ {s} /\ acks' = IF elected THEN acks ELSE {s}
    /\ promised' = IF elected \/ promised >= f + Promise THEN promised ELSE f + Promise
    /\ UNCHANGED <<p, f, ticks, acked, elected, serves>>

Acked ==
    /\ \E s \in acks :
        /\ acks' = acks \ {s}
        /\ LET from == IF FromSend THEN s ELSE p IN acked' = IF from > acked THEN from ELSE acked
    /\ UNCHANGED <<p, f, ticks, sent, promised, elected, serves>>

Elect == ~elected /\ elected' = TRUE /\ UNCHANGED <<p, f, ticks, sent, acks, acked, promised, serves>>

Restart ==
    /\ ~serves
    /\ promised' = f + Promise
    /\ UNCHANGED <<p, f, ticks, sent, acks, acked, elected, serves>>

Serve ==
    /\ elected
    /\ f >= promised
    /\ serves' = TRUE
    /\ UNCHANGED <<p, f, ticks, sent, acks, acked, promised, elected>>

Next == Tick \/ Send \/ Receive \/ Acked \/ Elect \/ Restart \/ Serve

Spec == Init /\ [][Next]_vars

NotBoth == serves => p - acked >= LeaseTime
=============================================================================
