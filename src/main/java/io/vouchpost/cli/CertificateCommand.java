package io.vouchpost.cli;

import static io.vouchpost.cli.AccountAnswers.changed;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.Certificates.Pinned;
import io.vouchpost.account.Fingerprint;
import io.vouchpost.config.PemFiles;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code account certificate …}: the client certificates that an account can log in by, with EXTERNAL. */
@Command(name = "certificate", description = "The client certificates that an account can log in by, with EXTERNAL.")
public final class CertificateCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    /** Which certificate: it, or its fingerprint. */
    static final class Which {
        @Option(names = "--file", paramLabel = "PEM", description = "The certificate; the first one in that file.")
        private @Nullable Path file;

        @Option(
                names = "--fingerprint",
                paramLabel = "HEX",
                description = "Its SHA-256 fingerprint, as openssl x509 -fingerprint -sha256 prints it.")
        private @Nullable String hex;

        Fingerprint fingerprint() {
            if (file != null) {
                try {
                    return Fingerprint.of(PemFiles.certificates(file).get(0));
                } catch (PemFiles.Unusable e) {
                    throw new CommandException(e.sentence());
                }
            }
            var typed = hex == null ? "" : hex.replaceFirst("^.*=", ""); // openssl prints the algorithm before it
            return Fingerprint.of(typed)
                    .orElseThrow(() -> new CommandException("A fingerprint must be SHA-256: 64 hexadecimal digits."));
        }
    }

    @Command(description = "Let an account log in by a certificate, whoever has signed it.")
    int add(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME") String name,
            @ArgGroup(multiplicity = "1") Which which,
            @Option(names = "--label", defaultValue = "", paramLabel = "TEXT", description = "What it is, for people.")
                    String label) {
        return database.run(which::fingerprint, (opened, fingerprint) -> opened.certificates()
                .add(name, fingerprint, label)
                .map(v -> changed(name, "can log in by the certificate " + fingerprint)));
    }

    @Command(description = "The certificates that are pinned to an account.")
    int list(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME") String name) {
        return database.run(opened -> opened.certificates().list(name).map(pinned -> table(name, pinned)));
    }

    @Command(description = "Let an account no longer log in by a certificate.")
    int remove(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME") String name,
            @ArgGroup(multiplicity = "1") Which which) {
        return database.run(which::fingerprint, (opened, fingerprint) -> opened.certificates()
                .remove(name, fingerprint)
                .map(v -> changed(name, "can no longer log in by the certificate " + fingerprint)));
    }

    private static Answer table(String name, List<Pinned> pinned) {
        var all = new JsonArray();
        var table = new Table("LABEL", "SHA-256 FINGERPRINT");
        for (var each : pinned) {
            all.add(new JsonObject()
                    .put("label", each.label())
                    .put("fingerprint", each.fingerprint().hex()));
            table.row(each.label(), each.fingerprint().hex());
        }
        return new Answer(pinned.isEmpty() ? "No certificate is pinned to " + name + "." : table.toString(), all);
    }
}
