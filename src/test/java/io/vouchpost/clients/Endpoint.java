package io.vouchpost.clients;

import static io.vouchpost.verticle.TestGateway.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.Certificates;
import io.vouchpost.account.DeviceCredential;
import io.vouchpost.account.DeviceCredentials;
import io.vouchpost.account.Fingerprint;
import io.vouchpost.cli.DemoSink;
import io.vouchpost.clients.Attempt.Security;
import io.vouchpost.clients.Matrix.Cell;
import io.vouchpost.tls.TestIdentity;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A gateway with every mechanism on, and everything a client needs to log in to it by each of them. */
final class Endpoint implements AutoCloseable {
    /** An account that may send as {@link Attempt#USER} too. */
    static final String SHORT_NAME = "alice";

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    /** Curl does not take XOAUTH2 where it is offered OAUTHBEARER. */
    private static final List<String> WITHOUT_OAUTHBEARER = Matrix.MECHANISMS.stream()
            .filter(name -> !name.equals("OAUTHBEARER"))
            .toList();

    private final Path folder;
    private final TestGateway gateway;
    private final Issuer issuer;
    private final Path identity;
    private final Path strangersIdentity;
    private final Map<String, String> deviceSecrets;

    private Endpoint(Path folder, TestGateway gateway, Issuer issuer) throws Exception {
        this.folder = folder;
        this.gateway = gateway;
        this.issuer = issuer;
        var own = TestIdentity.of(Attempt.USER);
        identity = own.write(folder.resolve("identity.pem"));
        strangersIdentity = TestIdentity.of(Attempt.USER).write(folder.resolve("stranger.pem"));
        await(new Certificates(gateway.pool()).add(Attempt.USER, Fingerprint.of(own.certificate()), "test"));
        gateway.account(SHORT_NAME, TestGateway.PASSWORD, Attempt.USER);
        deviceSecrets = Map.of(Attempt.USER, deviceSecretOf(Attempt.USER), SHORT_NAME, deviceSecretOf(SHORT_NAME));
    }

    private String deviceSecretOf(String account) {
        var devices = new DeviceCredentials(
                gateway.vertx(), gateway.pool(), gateway.settings().sasl());
        var device = new DeviceCredential("printer", List.of(), List.of(), Optional.empty());
        return await(devices.add(account, device)).secret().reveal();
    }

    /** @param configuring changes the configuration before it is read */
    static Endpoint start(Path folder, Consumer<JsonObject> configuring) throws Exception {
        var issuer = new Issuer(folder);
        Consumer<JsonObject> everything = json -> {
            json.getJsonObject("sasl")
                    .put("mechanisms", new JsonArray(Matrix.MECHANISMS))
                    .put("names", new JsonArray().add(Attempt.HOST))
                    .put("hash", "pbkdf2")
                    .put("verifierKey", KEY)
                    .put("ntlmV1", true)
                    .put("oauth", issuer.configuration());
            json.put(
                    "tls",
                    new JsonObject()
                            .put("clientCertificates", "any")
                            .put("engine", Matrix.EXPORTS_KEYS ? "jdk" : "auto"));
            // one client after the other tries the same account; a lockout is not what is shown here
            json.getJsonObject("guard").put("accountFailures", 10_000);
        };
        return new Endpoint(folder, TestGateway.start(folder, everything.andThen(configuring)), issuer);
    }

    /** What the client has to show to be let in; the secret of a device where only that will do. */
    private String rightSecret(Cell cell) throws GeneralSecurityException {
        return switch (cell.choice()) {
            case PLAIN, LOGIN, SCRAM_SHA_1, SCRAM_SHA_1_PLUS, SCRAM_SHA_256, SCRAM_SHA_256_PLUS -> TestGateway.PASSWORD;
            case CRAM_MD5, DIGEST_MD5, NTLM, ITS_OWN -> deviceSecrets.get(cell.user());
            case XOAUTH2, OAUTHBEARER -> issuer.tokenOf(Attempt.USER);
            case EXTERNAL -> "";
        };
    }

    Report submit(Cell cell) throws Exception {
        return submit(cell, rightSecret(cell), identity);
    }

    /** With another secret, and the certificate of somebody else. */
    Report submitWrongly(Cell cell) throws Exception {
        return submit(cell, cell.choice() == Choice.EXTERNAL ? "" : "wrong-horse", strangersIdentity);
    }

    private Report submit(Cell cell, String secret, Path clientIdentity) throws Exception {
        if (cell.choice() == Choice.XOAUTH2) {
            offer(WITHOUT_OAUTHBEARER, List.of());
        } else if (cell.choice().binds()) {
            offer(Matrix.MECHANISMS, List.of("tls-exporter"));
        }
        try {
            var port = cell.security() == Security.STARTTLS ? gateway.port() : gateway.tlsPort();
            var own = Files.createTempDirectory(folder, "client");
            return cell.client()
                    .submit(new Attempt(
                            cell.security(),
                            cell.choice(),
                            cell.user(),
                            secret,
                            port,
                            gateway.certificate(),
                            clientIdentity,
                            own));
        } finally {
            offer(Matrix.MECHANISMS, List.of());
        }
    }

    private void offer(List<String> mechanisms, List<String> bindings) throws Exception {
        gateway.reconfigure(json -> json.getJsonObject("sasl")
                .put("mechanisms", new JsonArray(mechanisms))
                .put("channelBinding", new JsonArray(bindings)));
    }

    /** An access token, for an hour. */
    String tokenOf(String address) throws GeneralSecurityException {
        return issuer.tokenOf(address);
    }

    int tlsPort() {
        return gateway.tlsPort();
    }

    TestGateway gateway() {
        return gateway;
    }

    DemoSink.Message arrival() throws Exception {
        return gateway.arrival();
    }

    boolean hasArrivals() {
        return gateway.hasArrivals();
    }

    /** How many there are by now. */
    int events() throws IOException {
        return gateway.audit().size();
    }

    /** The audit log is written a moment after the reply. */
    List<JsonObject> loginsAfter(int lines) throws IOException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        var logins = logins(lines);
        while (logins.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            logins = logins(lines);
        }
        return logins;
    }

    private List<JsonObject> logins(int lines) throws IOException {
        return gateway.audit().stream()
                .skip(lines)
                .filter(event -> event.getString("event").equals("login"))
                .toList();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
