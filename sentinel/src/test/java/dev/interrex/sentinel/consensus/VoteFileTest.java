package dev.interrex.sentinel.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.sentinel.consensus.VoteFile.Vote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoteFileTest {
    @TempDir
    Path directory;

    private Path path = Path.of("");

    @BeforeEach
    void choosePath() {
        path = directory.resolve("vote");
    }

    @Test
    void newFileHoldsNoVote() throws IOException {
        assertThat(reopened()).isEqualTo(Vote.NONE);
        assertThat(reopened()).isEqualTo(Vote.NONE);
    }

    @Test
    void lastVoteSurvivesEveryReopening() throws IOException {
        for (int term = 1; term <= 5; term++) {
            Vote vote = new Vote(term, term % 2 == 0 ? "" : "127.0.0.1:" + term);
            try (VoteFile file = VoteFile.open(path)) {
                file.write(vote);
                assertThat(file.last()).isEqualTo(vote);
            }
            assertThat(reopened()).isEqualTo(vote);
        }
        assertThat(Files.size(path)).isEqualTo(2 * VoteFile.SLOT_BYTES);
    }

    @Test
    void shorterVoteLeavesNothingOfALongerOne() throws IOException {
        try (VoteFile file = VoteFile.open(path)) {
            file.write(new Vote(1, "a-very-long-host-name.example:26380"));
            file.write(new Vote(2, ""));
            file.write(new Vote(3, "b:1"));
        }
        assertThat(reopened()).isEqualTo(new Vote(3, "b:1"));
    }

    @Test
    void writeThatNeverReachedTheDiskLeavesTheOneBefore() throws IOException {
        byte[] before;
        try (VoteFile file = VoteFile.open(path)) {
            file.write(new Vote(1, "a:1"));
            file.write(new Vote(2, "b:1"));
            before = Files.readAllBytes(path);
            file.write(new Vote(3, "c:1"));
        }
        Files.write(path, before);
        assertThat(reopened()).isEqualTo(new Vote(2, "b:1"));
    }

    @Test
    void everyFlippedByteIsDamage() throws IOException {
        try (VoteFile file = VoteFile.open(path)) {
            file.write(new Vote(1, "a:1"));
            file.write(new Vote(2, "b:1"));
        }
        byte[] good = Files.readAllBytes(path);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(path, bad);
            assertThatThrownBy(this::reopened).as("byte " + i).hasMessageContaining("damaged");
        }
    }

    @Test
    void cutFileIsDamageUnlessItWasStillBlank() throws IOException {
        try (VoteFile file = VoteFile.open(path)) {
            file.write(new Vote(1, "a:1"));
        }
        Files.write(path, Arrays.copyOf(Files.readAllBytes(path), 700));
        assertThatThrownBy(this::reopened).hasMessageContaining("damaged");
        Files.write(path, new byte[100]);
        assertThat(reopened()).isEqualTo(Vote.NONE);
    }

    @Test
    void tooLongVoteIsRefused() throws IOException {
        try (VoteFile file = VoteFile.open(path)) {
            assertThatThrownBy(() -> file.write(new Vote(1, "x".repeat(600)))).isInstanceOf(IOException.class);
            assertThat(file.last()).isEqualTo(Vote.NONE);
        }
    }

    private Vote reopened() throws IOException {
        try (VoteFile file = VoteFile.open(path)) {
            return file.last();
        }
    }
}
