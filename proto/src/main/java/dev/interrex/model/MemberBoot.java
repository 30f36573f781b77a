package dev.interrex.model;

/**
 * One start of a member's process.
 *
 * @param member whose data it opened
 * @param counter kept on the disk, one higher at each start
 * @param id random, of this start alone; empty where it is not known
 */
public record MemberBoot(MemberId member, long counter, String id) {
    /**
     * Whether a start of the same member that was seen after this one shows that its disk is an older copy: such a disk counts its starts
     * again. Two starts with the same counter are one and the same only if their ids are.
     */
    public boolean outdates(MemberBoot later) {
        boolean sameStart = later.counter == counter && later.id.equals(id);
        return later.member.equals(member) && later.counter <= counter && !sameStart;
    }
}
