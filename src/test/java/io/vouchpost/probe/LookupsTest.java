package io.vouchpost.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.dns.DnsRecordType;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookupsTest {
    private static final String LABEL = "x".repeat(63) + ".";

    @ParameterizedTest
    @ValueSource(strings = {"_spf.example.com", "_spf.example.com."})
    void aNameMayHaveADotAtItsEnd(String name) throws Exception {
        assertThat(Lookups.question(name, DnsRecordType.TXT).name()).isEqualTo("_spf.example.com.");
    }

    static Stream<String> noNames() {
        return Stream.of("a..b", "example.org..", ".example.org", "x".repeat(64) + ".org", LABEL.repeat(4));
    }

    /** Which is not told as if the resolver were to blame. */
    @ParameterizedTest
    @MethodSource("noNames")
    void someNamesCannotBeAskedFor(String name) {
        assertThatThrownBy(() -> Lookups.question(name, DnsRecordType.TXT))
                .isInstanceOf(NoAnswer.class)
                .hasMessageStartingWith(name + " is no name that a resolver can be asked for");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void longOnesCan(int labels) throws Exception {
        var name = LABEL.repeat(labels) + "y".repeat(61);
        assertThat(Lookups.question(name, DnsRecordType.TXT).name()).isEqualTo(name + ".");
    }
}
