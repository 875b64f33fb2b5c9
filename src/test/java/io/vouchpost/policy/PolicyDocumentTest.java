package io.vouchpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.policy.PolicyCases.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table in docs/policy.md is the one that is tested, in its order. */
class PolicyDocumentTest {

    @Test
    void tellsOfAllCasesAndNoOthers() throws Exception {
        var rows = Files.readAllLines(Path.of("docs/policy.md")).stream()
                .dropWhile(line -> !line.equals("## Cases"))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| account "))
                .toList();
        var cases = PolicyCases.all();
        assertThat(rows).hasSameSizeAs(cases);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i))
                    .startsWith("| " + cases.get(i).account() + " | ")
                    .endsWith(" | " + end(cases.get(i)) + " |");
            assertThat(rows.get(i)).contains(cases.get(i).recipient().toString());
        }
    }

    private static String end(Case message) {
        return message.isAllowed() ? "allowed" : "refused: " + message.rule();
    }
}
