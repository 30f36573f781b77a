------------------------------ MODULE Failover ------------------------------
(***************************************************************************)
(* The replication and failover protocol of Interrex; docs/PROTOCOL.md is   *)
(* the same in prose, and has the words. Checked by FailoverModelIT.        *)
(*                                                                          *)
(* What is modelled                                                         *)
(*  - the configuration in the sentinels' Raft log, as a linearizable       *)
(*    sequence `hist` that only a compare-and-set can extend. Nobody ever   *)
(*    gets an answer to a proposal: all a node learns is what was decided,  *)
(*    late, or never. So every answer is lost, which is the worst case.     *)
(*  - appends with the match of the position in front, acks, the maximal    *)
(*    in-sync set, the high watermark, the cut by epoch boundary            *)
(*  - failover at any time, for no reason, to any member of the recorded    *)
(*    in-sync set: who is unreachable is arbitrary, so the candidate with   *)
(*    the highest (epoch, LEO) among the reachable ones may be any of them  *)
(*  - barrier, promise wait, read lease, planned switchover                 *)
(*  - processes that die and come back, with or without the unsynced end of *)
(*    their log; disks that come back empty, under a new incarnation        *)
(*                                                                          *)
(* What is abstracted                                                       *)
(*  - An append and its ack are one step, and what the primary concludes    *)
(*    from acks is another, which may come arbitrarily late: that is the    *)
(*    delay of the ack. A message of an old epoch that arrives late is a    *)
(*    step that could as well have happened before its sender moved on.     *)
(*  - Time. A lease runs out before the promise that it rests on; Lease.tla *)
(*    shows that for clocks that drift. A node that has waited out its own  *)
(*    promise, all of L since its last ack, thereby knows that no lease     *)
(*    rests any more on a promise that is older than that ack: neither on   *)
(*    its own, nor on one that a primary gave before it was primary, if it  *)
(*    acked that primary. `older` keeps track of those, and Serve takes     *)
(*    them out of the leases of earlier primaries. A lease that runs out    *)
(*    earlier than it must allows nothing new.                              *)
(*  - What a replica knows of the high watermark. A new primary begins with *)
(*    none, as after a restart that lost it, which is the weakest it may.   *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
    Nodes,       \* symmetric
    MinIsr,
    MaxEpoch, MaxWrites,
    MaxChanges,  \* proposals of another in-sync set
    MaxWipes,    \* disks that come back empty, below MinIsr
    MaxCuts,     \* crashes that lose an unsynced end of the log
    MaxHandovers,
    \* The rules; each broken model takes one out.
    MaximalIsr,       \* "maximal" = recorded and proposed; "recorded" or "proposed" = only these
    CheckIncarnation, \* a member is a node with its data, not a node
    KeepMinIsr,       \* the in-sync set never shrinks below MinIsr
    AwaitBarrier,     \* a new primary serves once its barrier is committed
    AwaitPromise,     \* and its promise to earlier primaries has lapsed
    MatchEpoch,       \* an append continues (epoch, LSN), not LSN alone
    JoinAtBarrier,    \* a follower joins the in-sync set when it holds the barrier
    CutByEpoch        \* logs are cut where epochs part, not at the high watermark

VARIABLES
    hist,    \* every state of the group that was committed, version = index
    props,   \* proposals of in-sync sets under way: [e, v, isr]
    node,    \* per node what it is, see Blank
    reign,   \* per node what it knows as primary, see NoReign
    com,     \* history: records that a client may rely on, [l, e, w, c]: c = epoch in which that was so first
    used,    \* how often each bounded thing happened
    cutDone  \* history: "" or what a cut destroyed

vars == <<hist, props, node, reign, com, used, cutDone>>

Symmetry == Permutations(Nodes)

Member(n) == <<n, node[n].inc>>
Members == Nodes \X (0..MaxWipes)

cfg == hist[Len(hist)]
FloorIsr == IF KeepMinIsr THEN MinIsr ELSE 1

(* log: sequence of [e: epoch, w: write, 0 = barrier]; role: "idle" (replica, or restarted), "new" (promoting), "serving",
   "gave" (handed over); epoch: persisted; older: <<member, epoch>> = what the member promised to primaries before that epoch is
   older than this node's last ack *)
Blank(i, older) == [inc |-> i, epoch |-> 0, role |-> "idle", log |-> <<>>, older |-> older]

(* recorded: in-sync set by version kv; hw: high watermark; start: end of the barrier; acked: by member, 0 = nothing in this epoch;
   lapsed: members whose promise to this primary has run out *)
NoReign == [recorded |-> {}, kv |-> 0, hw |-> 0, start |-> 0, acked |-> [m \in Members |-> 0], lapsed |-> {}]

Max(S) == CHOOSE x \in S : \A y \in S : y <= x
Min(S) == CHOOSE x \in S : \A y \in S : x <= y
Prefix(s, k) == SubSeq(s, 1, k)
Reigns(n) == node[n].role # "idle"
FirstOf(e) == Min({k \in DOMAIN hist : hist[k].e = e})

Init ==
    \E p \in Nodes, isr \in SUBSET Nodes :
        /\ p \in isr
        /\ Cardinality(isr) >= MinIsr
        /\ Cardinality(isr) >= Cardinality(Nodes) - 1
        /\ LET barrier == <<[e |-> 1, w |-> 0]>>
               all == {<<n, 0>> : n \in isr} IN
           /\ hist = <<[e |-> 1, prim |-> <<p, 0>>, isr |-> all, token |-> FALSE]>>
           /\ node = [n \in Nodes |-> [inc |-> 0, epoch |-> 1, role |-> IF n = p THEN "serving" ELSE "idle",
                                       log |-> IF n \in isr THEN barrier ELSE <<>>, older |-> {}]]
           /\ reign = [n \in Nodes |->
                IF n = p THEN [NoReign EXCEPT !.recorded = all, !.kv = 1, !.hw = 1, !.start = 1,
                                              !.acked = [m \in Members |-> IF m \in all THEN 1 ELSE 0]]
                ELSE NoReign]
           /\ com = {[l |-> 1, e |-> 1, w |-> 0, c |-> 1]}
    /\ props = {}
    /\ used = [writes |-> 0, changes |-> 0, wipes |-> 0, cuts |-> 0, handovers |-> 0]
    /\ cutDone = ""

-----------------------------------------------------------------------------
(* The primary: CommitRule *)

Pending(p) == {q.isr : q \in {q \in props : q.e = node[p].epoch /\ q.v = reign[p].kv}}

(* Who has to ack. *)
AckSet(p) ==
    CASE MaximalIsr = "maximal" -> reign[p].recorded \cup UNION Pending(p)
      [] MaximalIsr = "recorded" -> reign[p].recorded
      [] MaximalIsr = "proposed" ->
            {m \in reign[p].recorded \cup UNION Pending(p) : \A isr \in Pending(p) : m \in isr}

Others(p) == AckSet(p) \ {Member(p)}

Rely(n, upTo) == {[l |-> i, e |-> node[n].log[i].e, w |-> node[n].log[i].w, c |-> node[n].epoch] : i \in 1..upTo}

(* What nobody relied on before. *)
News(records) == {r \in records : \A k \in com : ~(k.l = r.l /\ k.e = r.e /\ k.w = r.w)}

Write(p) ==
    /\ node[p].role = "serving"
    /\ used.writes < MaxWrites
    /\ node' = [node EXCEPT ![p].log = Append(@, [e |-> node[p].epoch, w |-> used.writes + 1])]
    /\ used' = [used EXCEPT !.writes = @ + 1]
    /\ UNCHANGED <<hist, props, reign, com, cutDone>>

Commit(p) ==
    /\ Reigns(p)
    /\ LET hw == Min({reign[p].acked[m] : m \in Others(p)} \cup {Len(node[p].log)}) IN
       /\ hw > reign[p].hw
       /\ reign' = [reign EXCEPT ![p].hw = hw]
       /\ com' = com \cup News(Rely(p, hw))
    /\ UNCHANGED <<hist, props, node, used, cutDone>>

(* Every member of the set promised, and no promise has run out. *)
Lease(p) == \A m \in Others(p) : reign[p].acked[m] > 0 /\ m \notin reign[p].lapsed

MayRead(p) == node[p].role = "serving" /\ Lease(p)

(* A read is an acknowledgement, too: what somebody saw must not disappear. It waits for what was written in this reign. *)
Read(p) ==
    /\ MayRead(p)
    /\ LET seen == News(Rely(p, Max({reign[p].hw, reign[p].start}))) IN
       /\ seen # {}
       /\ com' = com \cup seen
    /\ UNCHANGED <<hist, props, node, reign, used, cutDone>>

MayJoin(p, m) ==
    /\ m = Member(m[1])
    /\ reign[p].acked[m] > 0
    /\ reign[p].acked[m] >= reign[p].hw
    /\ JoinAtBarrier => reign[p].acked[m] >= reign[p].start

(* The primary asks for another in-sync set, as the progress of its followers, which is arbitrary, makes it wish. *)
Propose(p) ==
    /\ node[p].role \in {"new", "serving"}
    /\ used.changes < MaxChanges
    /\ \E isr \in SUBSET (reign[p].recorded \cup {m \in Members : MayJoin(p, m)}) :
        /\ Member(p) \in isr
        /\ isr # reign[p].recorded
        /\ Cardinality(isr) >= FloorIsr
        /\ Cardinality({m[1] : m \in isr}) = Cardinality(isr)
        /\ [e |-> node[p].epoch, v |-> reign[p].kv, isr |-> isr] \notin props
        /\ props' = props \cup {[e |-> node[p].epoch, v |-> reign[p].kv, isr |-> isr]}
    /\ used' = [used EXCEPT !.changes = @ + 1]
    /\ UNCHANGED <<hist, node, reign, com, cutDone>>

(* Its own epoch's newer state arrives, perhaps when there is another epoch already. *)
LearnIsr(p) ==
    /\ Reigns(p)
    /\ \E k \in DOMAIN hist :
        /\ k > reign[p].kv
        /\ hist[k].e = node[p].epoch
        /\ reign' = [reign EXCEPT ![p].recorded = hist[k].isr, ![p].kv = k]
        /\ props' = {q \in props : q.e # node[p].epoch \/ q.v >= k}
    /\ UNCHANGED <<hist, node, com, used, cutDone>>

-----------------------------------------------------------------------------
(* The stream: FollowRule, AcceptRule *)

(* The end of what a log holds of an epoch, or 0 if it holds nothing of it. *)
EndOf(log, e) == Max({i \in DOMAIN log : log[i].e = e} \cup {0})

(* EpochHistory.commonPrefix: the smaller end of the newest epoch that both know. *)
Common(a, b) ==
    LET both == {log.e : log \in {a[i] : i \in DOMAIN a}} \cap {log.e : log \in {b[i] : i \in DOMAIN b}} IN
    IF both = {} THEN 0 ELSE LET e == Max(both) IN Min({EndOf(a, e), EndOf(b, e)})

Continues(mine, theirs) ==
    IF Len(mine) = 0 \/ Len(mine) > Len(theirs) THEN Len(mine) = 0
    ELSE IF MatchEpoch THEN mine[Len(mine)].e = theirs[Len(mine)].e ELSE TRUE

Follows(f, p) == f # p /\ Reigns(p) /\ ~Reigns(f) /\ node[f].epoch = node[p].epoch

(* One record, or a heartbeat when there is none, and its ack. *)
Stream(p, f) ==
    /\ Follows(f, p)
    /\ Continues(node[f].log, node[p].log)
    /\ LET end == Min({Len(node[f].log) + 1, Len(node[p].log)}) IN
       /\ end # reign[p].acked[Member(f)]
       /\ node' = [node EXCEPT
            ![f].log = IF end > Len(node[f].log) THEN Append(@, node[p].log[end]) ELSE @,
            ![f].older = @ \cup node[p].older \cup (IF node[p].epoch = 1 THEN {} ELSE {<<Member(p), node[p].epoch>>})]
       /\ reign' = [reign EXCEPT ![p].acked[Member(f)] = Max({@, end})]
    /\ UNCHANGED <<hist, props, com, used, cutDone>>

CutTo(n, k, why) ==
    LET log == node[n].log
        lost == {r \in com : r.l > k /\ r.l <= Len(log) /\ log[r.l] = [e |-> r.e, w |-> r.w]} IN
    /\ node' = [node EXCEPT ![n].log = Prefix(log, k)]
    /\ cutDone' = IF lost = {} THEN cutDone ELSE why

(* The handshake found that the logs part. The broken rule cuts at the follower's high watermark, which may be anything that was
   committed when it last heard of it; here: nothing it is sure of. *)
Cut(p, f) ==
    /\ Follows(f, p)
    /\ ~Continues(node[f].log, node[p].log)
    /\ CutTo(f, IF CutByEpoch THEN Common(node[p].log, node[f].log) ELSE 0, "cut")
    /\ UNCHANGED <<hist, props, reign, com, used>>

-----------------------------------------------------------------------------
(* The role: RoleMachine *)

Named(n, member) == IF CheckIncarnation THEN member = Member(n) ELSE member[1] = n

Begin(n, k) ==
    LET log == IF AwaitBarrier THEN Append(node[n].log, [e |-> hist[k].e, w |-> 0]) ELSE node[n].log IN
    /\ node' = [node EXCEPT ![n].epoch = hist[k].e, ![n].role = "new", ![n].log = log]
    /\ reign' = [reign EXCEPT ![n] = [NoReign EXCEPT !.recorded = hist[k].isr, !.kv = k, !.start = Len(log)]]

Gone(n) == IF Reigns(n) THEN {q \in props : q.e # node[n].epoch \/ (q.e = cfg.e /\ q.v = Len(hist))} ELSE props

(* A higher epoch, persisted before anything else. *)
LearnEpoch(n) ==
    /\ \E e \in node[n].epoch + 1..cfg.e :
        LET k == FirstOf(e) IN
        IF Named(n, hist[k].prim) THEN Begin(n, k)
        ELSE /\ node' = [node EXCEPT ![n].epoch = e, ![n].role = "idle"]
             /\ reign' = [reign EXCEPT ![n] = NoReign]
    /\ props' = Gone(n)
    /\ UNCHANGED <<hist, com, used, cutDone>>

(* The predecessor gave its lease up: nobody is left to keep the promise for. *)
Token(n) == hist[reign[n].kv].token

Serve(n) ==
    /\ node[n].role = "new"
    /\ AwaitBarrier => reign[n].hw >= reign[n].start
    /\ node' = [node EXCEPT ![n].role = "serving"]
    /\ reign' = [p \in Nodes |->
            IF AwaitPromise /\ ~Token(n) /\ Reigns(p) /\ node[p].epoch < node[n].epoch
            THEN [reign[p] EXCEPT !.lapsed =
                    @ \cup {Member(n)} \cup {o[1] : o \in {o \in node[n].older : o[2] > node[p].epoch}}]
            ELSE reign[p]]
    /\ UNCHANGED <<hist, props, com, used, cutDone>>

(* A process that reigned dies and comes back: it must not serve in that epoch again. *)
Restart(n) ==
    /\ Reigns(n)
    /\ node' = [node EXCEPT ![n].role = "idle"]
    /\ reign' = [reign EXCEPT ![n] = NoReign]
    /\ props' = Gone(n)
    /\ UNCHANGED <<hist, com, used, cutDone>>

(* The same, and what it wrote in this reign and had not synced is lost; what is committed was synced. *)
RestartShorter(n) ==
    /\ Reigns(n)
    /\ used.cuts < MaxCuts
    /\ used' = [used EXCEPT !.cuts = @ + 1]
    /\ \E k \in Max({reign[n].hw, reign[n].start - 1})..Len(node[n].log) - 1 :
        node' = [node EXCEPT ![n].role = "idle", ![n].log = Prefix(@, k)]
    /\ reign' = [reign EXCEPT ![n] = NoReign]
    /\ props' = Gone(n)
    /\ UNCHANGED <<hist, com, cutDone>>

Wipe(n) ==
    /\ used.wipes < MaxWipes
    /\ used' = [used EXCEPT !.wipes = @ + 1]
    /\ node' = [node EXCEPT ![n] = Blank(@.inc + 1, @.older)]
    /\ reign' = [reign EXCEPT ![n] = NoReign]
    /\ props' = Gone(n)
    /\ UNCHANGED <<hist, com, cutDone>>

GiveUp(p) ==
    /\ node[p].role = "serving"
    /\ used.handovers < MaxHandovers
    /\ reign[p].hw = Len(node[p].log)
    /\ used' = [used EXCEPT !.handovers = @ + 1]
    /\ node' = [node EXCEPT ![p].role = "gave"]
    /\ UNCHANGED <<hist, props, reign, com, cutDone>>

-----------------------------------------------------------------------------
(* The sentinels: GroupRules, Succession, IsrRule *)

Decide(next) == hist' = Append(hist, next)

(* A compare-and-set of the primary's takes effect; nobody tells it. *)
DecideIsr ==
    /\ \E q \in props :
        /\ q.e = cfg.e
        /\ q.v = Len(hist)
        /\ Decide([cfg EXCEPT !.isr = q.isr])
        /\ props' = {o \in props : o.v # q.v \/ o.e # q.e \/ Reigns(cfg.prim[1])}
    /\ UNCHANGED <<node, reign, com, used, cutDone>>

Present(m) == CheckIncarnation => m = Member(m[1])

(* The present primary can be chosen again only if it restarted or handed over. *)
Failover ==
    /\ cfg.e < MaxEpoch
    /\ \E m \in cfg.isr :
        /\ Present(m)
        /\ m = cfg.prim => ~(node[m[1]].epoch = cfg.e /\ node[m[1]].role \in {"new", "serving"})
        /\ LET without == cfg.isr \ {cfg.prim}
               isr == IF m = cfg.prim \/ Cardinality(without) < FloorIsr THEN cfg.isr ELSE without IN
           Decide([e |-> cfg.e + 1, prim |-> m, isr |-> isr, token |-> FALSE])
    /\ UNCHANGED <<props, node, reign, com, used, cutDone>>

Switchover ==
    /\ cfg.e < MaxEpoch
    /\ LET p == cfg.prim[1] IN
       /\ node[p].role = "gave"
       /\ node[p].epoch = cfg.e
       /\ \E m \in cfg.isr \ {cfg.prim} :
            /\ Present(m)
            /\ reign[p].acked[m] = Len(node[p].log)
            /\ Decide([e |-> cfg.e + 1, prim |-> m, isr |-> cfg.isr, token |-> TRUE])
    /\ UNCHANGED <<props, node, reign, com, used, cutDone>>

-----------------------------------------------------------------------------

Next ==
    \/ \E n \in Nodes :
        \/ Write(n) \/ Commit(n) \/ Read(n) \/ Propose(n) \/ LearnIsr(n)
        \/ LearnEpoch(n) \/ Serve(n) \/ Restart(n) \/ RestartShorter(n) \/ Wipe(n) \/ GiveUp(n)
        \/ \E f \in Nodes : Stream(n, f) \/ Cut(n, f)
    \/ DecideIsr \/ Failover \/ Switchover

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* The numbers are those of the list of invariants in docs/PROTOCOL.md. *)

Holds(n, r) == r.l <= Len(node[n].log) /\ node[n].log[r.l] = [e |-> r.e, w |-> r.w]

(* 1 *)
OnePrimaryPerEpoch ==
    \A n, m \in Nodes : n # m /\ Reigns(n) /\ Reigns(m) => node[n].epoch # node[m].epoch

(* 2 *)
OneRecordPerPosition ==
    \A n, m \in Nodes : \A i \in 1..Min({Len(node[n].log), Len(node[m].log)}) :
        node[n].log[i].e = node[m].log[i].e => Prefix(node[n].log, i) = Prefix(node[m].log, i)

(* 3 *)
AcknowledgedSurvives ==
    \A n \in Nodes : Reigns(n) => \A r \in com : r.c <= node[n].epoch => Holds(n, r)

(* 3, against the loss of fewer than MinIsr disks: somebody who may be chosen has everything. *)
Recoverable ==
    MaxWipes < MinIsr => \E m \in cfg.isr : m = Member(m[1]) /\ \A r \in com : Holds(m[1], r)

(* 4 *)
NoCutOfCommitted == cutDone = ""

(* 6 *)
EnoughInSync == \A k \in DOMAIN hist : Cardinality(hist[k].isr) >= MinIsr /\ hist[k].prim \in hist[k].isr

(* 8 *)
OneServes == \A n, m \in Nodes : n # m => ~(MayRead(n) /\ MayRead(m))

(* 9: barriers are nothing that a client could miss *)
ReadsAreFresh == \A n \in Nodes : MayRead(n) => \A r \in com : r.w # 0 => Holds(n, r)

(* 12 *)
OnlyInSyncReigns ==
    \A n \in Nodes : Reigns(n) /\ node[n].epoch > 1 => Member(n) \in hist[FirstOf(node[n].epoch) - 1].isr

=============================================================================
