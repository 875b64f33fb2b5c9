package io.vouchpost.cli;

import static io.vouchpost.cli.Answer.time;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.DeviceCredential;
import io.vouchpost.account.DeviceCredentials.Listed;
import io.vouchpost.account.SecondFactorSetup.Codes;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.secret.Secret;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How device credentials and one-time codes are told of, to people and to programs. */
final class CredentialAnswers {
    private CredentialAnswers() {}

    static Answer added(String account, DeviceCredential credential, Secret secret, SaslSettings sasl) {
        var lines = Stream.of(
                "The secret of " + credential.label() + ", which is shown this once:",
                "",
                "    " + secret.reveal(),
                "",
                "The device logs in as " + account + " with it as the password.");
        var off = credential.mechanisms().stream()
                .filter(it -> !sasl.mechanisms().contains(it))
                .toList();
        var note = off.isEmpty()
                ? Stream.<String>of()
                : Stream.of("But " + String.join(", ", off) + " is not offered: add it to sasl.mechanisms.");
        return new Answer(
                lines(Stream.concat(lines, note)),
                json(credential).put("account", account).put("secret", secret.reveal()));
    }

    static Answer table(String account, List<Listed> all) {
        var now = Clock.systemUTC().instant();
        var json = new JsonArray();
        var table = new Table("LABEL", "MECHANISMS", "NETWORKS", "EXPIRES", "CREATED", "LAST USED");
        for (var listed : all) {
            var credential = listed.credential();
            var object = json(credential).put("created", time(listed.created()));
            listed.lastUsed().ifPresent(it -> object.put("lastUsed", time(it)));
            json.add(object);
            table.row(
                    credential.label(),
                    orAll(credential.mechanisms()),
                    orAll(credential.networks()),
                    credential
                            .expires()
                            .map(it -> it.isAfter(now) ? time(it) : "expired")
                            .orElse("never"),
                    time(listed.created()),
                    listed.lastUsed().map(Answer::time).orElse("never"));
        }
        return new Answer(
                all.isEmpty()
                        ? "The account " + account + " has none: account credential add makes one."
                        : table.toString(),
                json);
    }

    static Answer codes(String account, Codes codes) {
        var recovery = codes.recoveryCodes().stream().map(Secret::reveal).toList();
        var lines = Stream.of(
                "From now on " + account + " logs in with the password and the six digits behind it, typed in one.",
                "For the authenticator app, shown this once:",
                "",
                "    " + codes.uri(),
                "    or typed in: " + codes.secret().reveal(),
                "",
                "Recovery codes, each of which works once in place of the six digits:",
                "",
                recovery.stream().map(code -> "    " + code).collect(Collectors.joining("\n")),
                "",
                "Mechanisms that do not show the password work with device credentials only: account credential add.");
        return new Answer(
                lines(lines),
                new JsonObject()
                        .put("account", account)
                        .put("uri", codes.uri())
                        .put("secret", codes.secret().reveal())
                        .put("recoveryCodes", new JsonArray(recovery)));
    }

    private static String lines(Stream<String> lines) {
        return lines.collect(Collectors.joining("\n"));
    }

    private static JsonObject json(DeviceCredential credential) {
        var json = new JsonObject()
                .put("label", credential.label())
                .put("mechanisms", new JsonArray(credential.mechanisms()))
                .put("networks", new JsonArray(credential.networks()));
        credential.expires().ifPresent(it -> json.put("expires", time(it)));
        return json;
    }

    private static String orAll(List<String> values) {
        return values.isEmpty() ? "all" : String.join(", ", values);
    }
}
