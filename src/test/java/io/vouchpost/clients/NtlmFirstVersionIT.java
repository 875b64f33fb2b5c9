package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.clients.Attempt.Security;
import io.vouchpost.clients.Matrix.Cell;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where NTLM's first version is not allowed, clients that know no other are refused, with the right secret too. */
class NtlmFirstVersionIT {
    @TempDir
    static Path folder;

    static Endpoint endpoint;

    @BeforeAll
    static void start() throws Exception {
        endpoint = Endpoint.start(folder, json -> json.getJsonObject("sasl").put("ntlmV1", false));
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"SWAKS", "MSMTP", "GSASL", "CYRUS_SMTPTEST"})
    void isRefused(StockClient client) throws Exception {
        assertThat(endpoint.submit(new Cell(client, Security.STARTTLS, Choice.NTLM))
                        .said())
                .contains("535");
        assertThat(endpoint.hasArrivals()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "CURL")
    void theSecondIsNot(StockClient client) throws Exception {
        assertThat(endpoint.submit(new Cell(client, Security.STARTTLS, Choice.NTLM))
                        .succeeded())
                .isTrue();
        assertThat(endpoint.arrival().from()).isEqualTo(Letter.FROM);
    }
}
