package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandDocTest {
    @Test
    void theDocumentationIsThatOfTheDeclarations() throws IOException {
        assertThat(Files.readString(Path.of("../docs/commands.md")))
                .as("regenerate with CommandDocMain docs/commands.md")
                .isEqualTo(CommandDocMain.markdown(CommandTable.standard().all()));
    }
}
