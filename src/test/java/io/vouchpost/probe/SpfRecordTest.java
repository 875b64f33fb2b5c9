package io.vouchpost.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ProbeDomainIT} asks of a real DNS is not repeated here. */
class SpfRecordTest {
    private final List<String> asked = new ArrayList<>();
    private final Notes notes = new Notes();

    private Finding check(String record) throws NoAnswer {
        new SpfRecord(
                        name -> {
                            asked.add(name);
                            return List.of(name.equals("example.org") ? record : "v=spf1 -all");
                        },
                        notes)
                .check("example.org");
        assertThat(notes.findings()).hasSize(1);
        return notes.findings().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "v=spf1 mx -all,                   OK",
        "v=spf1 mx ~ALL,                   OK",
        "v=spf1 mx ?all,                   WARN",
        "v=spf1 mx,                        WARN",
        "v=spf1 include:firewall,          WARN",
        "v=spf1 mx all,                    FAILED",
        "v=spf1 mx +all,                   FAILED",
        "v=spf1 -all +all,                 OK",
        "v=spf1 redirect=example.net,      OK",
        "v=spf1 ?all redirect=example.net, WARN"
    })
    void onlyWhatForbidsSomebodyEndsARecordWell(String record, Outcome outcome) throws Exception {
        assertThat(check(record).outcome()).isEqualTo(outcome);
    }

    @Test
    void aNameMayHaveADotAtItsEnd() throws Exception {
        assertThat(check("v=spf1 include:_spf.example.com. redirect=example.net.")
                        .outcome())
                .isEqualTo(Outcome.OK);
        assertThat(asked).containsExactly("example.org", "_spf.example.com", "example.net");
    }
}
