package io.vouchpost.verticle;

import static io.vouchpost.verticle.TestGateway.ALICE;
import static io.vouchpost.verticle.TestGateway.PASSWORD;
import static io.vouchpost.verticle.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vouchpost.account.DeviceCredential;
import io.vouchpost.account.UsageLog.Kind;
import io.vouchpost.account.UsageSearch.Use;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What devices log in by, and second factors, at a whole gateway while it runs. */
@Timeout(90)
class DeviceCredentialIT {
    @TempDir
    Path folder;

    private static SocketClient connect(TestGateway gateway) throws Exception {
        var client = SocketClient.tls(gateway.tlsPort());
        client.readReply();
        client.command("EHLO printer.example");
        return client;
    }

    private static String logIn(SocketClient client, String password) throws Exception {
        var response = ("\0" + ALICE + "\0" + password).getBytes(StandardCharsets.UTF_8);
        return client.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(response));
    }

    private static SocketClient loggedIn(TestGateway gateway, String password) throws Exception {
        var client = connect(gateway);
        assertThat(logIn(client, password)).startsWith("235 ");
        return client;
    }

    private static String added(TestGateway gateway, String label) {
        var asked = DeviceCredential.typed(label, List.of(), List.of(), Optional.empty());
        return await(gateway.devices().add(ALICE, asked)).secret().reveal();
    }

    @Test
    void aRevokedCredentialClosesItsOpenSessionsAndNoOther() throws Exception {
        try (var gateway = TestGateway.start(folder)) {
            var printer = added(gateway, "printer");
            var scanner = added(gateway, "scanner");
            try (var first = loggedIn(gateway, printer);
                    var second = loggedIn(gateway, printer);
                    var other = loggedIn(gateway, scanner);
                    var own = loggedIn(gateway, PASSWORD);
                    var late = connect(gateway)) {
                await(gateway.devices().revoke(ALICE, "printer"));
                assertThat(first.readReply()).startsWith("421 4.7.0 ");
                assertThat(second.readReply()).as("the remembered one").startsWith("421 4.7.0 ");
                assertThat(other.command("NOOP")).startsWith("250 ");
                assertThat(own.command("NOOP")).startsWith("250 ");
                assertThat(logIn(late, printer)).startsWith("535 5.7.8 ");

                await(gateway.accounts().setPassword(ALICE, Secret.ofText("another one")));
                assertThat(own.readReply()).startsWith("421 4.7.0 ");
                assertThat(other.command("NOOP")).as("goes by its own").startsWith("250 ");

                await(gateway.accounts().setEnabled(ALICE, false));
                assertThat(other.readReply()).as("all end with the account").startsWith("421 4.7.0 ");
            }
        }
    }

    @Test
    void whoLogsInHowCanBeLookedUp() throws Exception {
        try (var gateway = TestGateway.start(folder)) {
            var printer = added(gateway, "printer");
            loggedIn(gateway, printer).close();
            loggedIn(gateway, printer).close();
            loggedIn(gateway, PASSWORD).close();
            try (var client = connect(gateway)) {
                logIn(client, "wrong");
            }
            await(written(gateway));
            var uses = await(gateway.usage().find(Optional.of(ALICE), Optional.of("PLAIN"), Optional.of("1.3")));
            assertThat(uses)
                    .extracting(Use::kind)
                    .containsExactlyInAnyOrder(
                            new Kind(ALICE, "PLAIN", "TLSv1.3", "printer", "printer.example"),
                            new Kind(ALICE, "PLAIN", "TLSv1.3", "", "printer.example"));
            assertThat(uses).extracting(Use::address).containsOnly("127.0.0.1");
            assertThat(await(gateway.devices().list(ALICE)).get(0).lastUsed()).isPresent();
            assertThat(gateway.audit())
                    .filteredOn(event -> event.getString("credential", "").equals("printer"))
                    .hasSize(2)
                    .allMatch(event -> event.getString("ehlo").equals("printer.example"));
        }
    }

    /** All three log-ins are in the table. */
    private static Future<Void> written(TestGateway gateway) {
        return gateway.usage()
                .find(Optional.empty(), Optional.empty(), Optional.empty())
                .compose(found -> found.stream().mapToLong(Use::logins).sum() == 3
                        ? Future.succeededFuture()
                        : gateway.vertx().timer(50, TimeUnit.MILLISECONDS).compose(later -> written(gateway)));
    }

    @Test
    void aPasswordThatWantsACodeIsNotEnoughAndADeviceNeedsNone() throws Exception {
        var key =
                Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
        try (var gateway =
                TestGateway.start(folder, json -> json.getJsonObject("sasl").put("verifierKey", key))) {
            var printer = added(gateway, "printer");
            var codes = await(gateway.factors().enableCodes(ALICE)).recoveryCodes();
            try (var client = connect(gateway)) {
                assertThat(logIn(client, PASSWORD)).startsWith("535 5.7.8 ");
                assertThat(logIn(client, PASSWORD + " " + codes.get(0).reveal()))
                        .startsWith("235 ");
            }
            try (var client = connect(gateway)) {
                assertThat(logIn(client, PASSWORD + " " + codes.get(0).reveal()))
                        .as("a second time")
                        .startsWith("535 5.7.8 ");
                assertThat(logIn(client, "wrong" + codes.get(1).reveal())).startsWith("535 5.7.8 ");
                assertThat(logIn(client, PASSWORD + codes.get(1).reveal()))
                        .as("was not used up by that")
                        .startsWith("235 ");
            }
            loggedIn(gateway, printer).close();
            await(gateway.factors().disableCodes(ALICE));
            loggedIn(gateway, PASSWORD).close();
        }
    }
}
