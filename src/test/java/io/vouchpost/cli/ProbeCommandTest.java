package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code probe}: how it may be called, and how not. */
class ProbeCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host:0",
                "host:65536",
                "ho st",
                "a@b",
                "host --tls sometimes",
                "host --tls none",
                "host --mechanism NTLM",
                "host --to bob@example.net",
                "host --user alice",
                "host --password-stdin",
                "host --user alice --password-stdin --token-file x",
                "host --user alice --password-file /nowhere/at/all",
                "host --arrival maildir:/tmp",
                "host --timeout never",
                "host --timeout 0s",
                "host --dkim-selector key",
                "host --resolver nosuch.invalid",
                "host --domain a>b",
                "host --ca /nowhere/at/all",
                "host --password secret"
            })
    void wrongCallsEndWithTwoAndASentence(String arguments) {
        var probed = Probed.run(arguments.isEmpty() ? new String[0] : arguments.split(" (?=-)| (?=[^-]*$)"));

        assertThat(probed.exitCode()).isEqualTo(2);
        assertThat(probed.said()).isNotBlank().doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void wrongAddressesAreNotSent(@TempDir Path folder) throws IOException {
        var password = Files.writeString(folder.resolve("password"), "horse").toString();
        for (var address :
                new String[] {"bob", "bob@", "@example.net", "bob@example.net>", "bob\r\nDATA@example.net"}) {
            var probed =
                    Probed.run("host", "--user", "alice@example.org", "--password-file", password, "--to", address);

            assertThat(probed.exitCode()).as(address).isEqualTo(2);
            assertThat(probed.said()).startsWith("That is no address: ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "submit.example.org, submit.example.org, '[Endpoint[port=465, tls=IMPLICIT], Endpoint[port=587, tls=STARTTLS]]'",
        "submit.example.org:465, submit.example.org, '[Endpoint[port=465, tls=IMPLICIT]]'",
        "192.0.2.1:2525, 192.0.2.1, '[Endpoint[port=2525, tls=STARTTLS]]'",
        "[2001:db8::1]:465, 2001:db8::1, '[Endpoint[port=465, tls=IMPLICIT]]'",
        "2001:db8::1, 2001:db8::1, '[Endpoint[port=465, tls=IMPLICIT], Endpoint[port=587, tls=STARTTLS]]'",
        "bücher.example:587, xn--bcher-kva.example, '[Endpoint[port=587, tls=STARTTLS]]'"
    })
    void whereToLook(String typed, String host, String endpoints) {
        var target = ProbeTarget.parse(typed);

        assertThat(target.host()).isEqualTo(host);
        assertThat(target.endpoints(Optional.empty())).hasToString(endpoints);
    }
}
