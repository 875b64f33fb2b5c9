package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/interop.md has the matrix that {@link MechanismMatrixIT} tries; the versions in it are those of one day. */
class InteropDocumentTest {

    @Test
    void theDocumentHasEachCellThatIsTried() throws Exception {
        var withoutVersions = Files.readAllLines(Path.of("docs/interop.md")).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.replaceFirst("^(\\| [^|]+) \\| [^|]* \\|", "$1 |") + "\n")
                .toList();

        assertThat(withoutVersions)
                .as("copy target/interop.md, which MechanismMatrixIT writes, into the document")
                .containsAll(Matrix.rows());
    }
}
