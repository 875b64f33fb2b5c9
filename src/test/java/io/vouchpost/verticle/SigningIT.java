package io.vouchpost.verticle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DkimSettings;
import io.vouchpost.dkim.JamesVerifier;
import io.vouchpost.dkim.KeyFiles;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway signs is verified, as it arrives, by an implementation that is not ours. */
class SigningIT extends Installed {
    private static final String EIGHT_BIT_FIELDS = "Subject: one\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n";

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void whatArrivesIsSignedWhicheverWayItWent(String acknowledge) throws Exception {
        var key = new KeyFiles(folder()).rsa("example.org", "spring", 2048);
        try (var gateway = start(acknowledge, json -> sign(json, key))) {
            accepted(gateway, Letter.of("one", "bob@example.net"));
            assertThat(verified(neighbour.arrival().octets(), key)).containsExactly("spring");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void whatWasConvertedIsSignedAsItGoesOut(String acknowledge) throws Exception {
        neighbour.offers("SIZE");
        var key = new KeyFiles(folder()).rsa("example.org", "spring", 2048);
        try (var gateway = start(acknowledge, json -> sign(json, key))) {
            accepted(
                    gateway,
                    Letter.of("one", "bob@example.net")
                            .on("BODY=8BITMIME")
                            .with(EIGHT_BIT_FIELDS, "Gr\u00fc\u00dfe  \r\n.\r\n\r\n"));
            var octets = neighbour.arrival().octets();
            assertThat(octets.chars()).allMatch(octet -> octet < 0x80);
            assertThat(verified(octets, key)).containsExactly("spring");
        }
    }

    @Test
    void newKeysSignFromTheReloadOnAndTwoAtATimeBoth() throws Exception {
        var files = new KeyFiles(folder());
        var spring = files.rsa("example.org", "spring", 2048);
        var summer = files.rsa("example.org", "summer", 2048);
        try (var gateway = start(RELAYED, json -> sign(json, spring))) {
            accepted(gateway, Letter.of("one", "bob@example.net"));
            assertThat(verified(neighbour.arrival().octets(), spring, summer)).containsExactly("spring");
            gateway.reconfigure(json -> sign(json, spring, summer));
            accepted(gateway, Letter.of("two", "bob@example.net"));
            assertThat(verified(neighbour.arrival().octets(), spring, summer))
                    .containsExactlyInAnyOrder("spring", "summer");
            gateway.reconfigure(json -> sign(json, summer));
            accepted(gateway, Letter.of("three", "bob@example.net"));
            assertThat(verified(neighbour.arrival().octets(), spring, summer)).containsExactly("summer");
        }
    }

    private static void sign(JsonObject json, DkimSettings.Key... keys) {
        var array = new JsonArray();
        for (var key : keys) {
            array.add(new JsonObject()
                    .put("domain", key.domain())
                    .put("selector", key.selector())
                    .put("key", key.file().toString()));
        }
        json.getJsonObject("delivery").put("dkim", array);
    }

    private static List<String> verified(String octets, DkimSettings.Key... keys) {
        return new JamesVerifier(KeyFiles.keyring(keys)).verified(octets.getBytes(ISO_8859_1));
    }
}
