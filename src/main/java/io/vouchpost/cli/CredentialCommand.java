package io.vouchpost.cli;

import static io.vouchpost.cli.AccountAnswers.changed;

import io.vouchpost.account.DeviceCredential;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code account credential …}: what devices log in by instead of the account's own password. */
@Command(
        name = "credential",
        description =
                "What devices log in by: generated, for one device each, and revoked without touching the others.")
public final class CredentialCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    private static final String LABEL = "Names the credential within its account, such as printer.";

    @Command(description = "Make a credential for a device. Its secret is shown this once.")
    int add(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--label", paramLabel = "LABEL", required = true, description = LABEL) String label,
            @Option(
                            names = "--mechanism",
                            paramLabel = "MECHANISM",
                            description = "May be used with this mechanism only, such as CRAM-MD5. Any number of them.")
                    @Nullable
                    List<String> mechanisms,
            @Option(
                            names = "--network",
                            paramLabel = "CIDR",
                            description =
                                    "May be used from this network only, such as 192.0.2.0/24. Any number of them.")
                    @Nullable
                    List<String> networks,
            @Option(
                            names = "--expires",
                            paramLabel = "DATE|DURATION",
                            description =
                                    "Ends with this day (UTC), such as 2027-12-31, or after so long, such as 90d.")
                    @Nullable
                    String expires) {
        return database.run(
                () -> DeviceCredential.typed(
                        label,
                        orNone(mechanisms),
                        orNone(networks),
                        Optional.ofNullable(expires).map(typed -> Expiry.of(typed, Clock.systemUTC()))),
                (opened, credential) -> opened.devices().add(name, credential).map(made -> {
                    try (var secret = made.secret()) {
                        return CredentialAnswers.added(name, credential, secret, opened.sasl());
                    }
                }));
    }

    private static List<String> orNone(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }

    @Command(description = "The credentials of an account, and when each was last used.")
    int list(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME") String name) {
        return database.run(opened -> opened.devices().list(name).map(found -> CredentialAnswers.table(name, found)));
    }

    @Command(description = "End a credential at once, and the sessions that have logged in by it.")
    int revoke(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--label", paramLabel = "LABEL", required = true, description = LABEL) String label) {
        return database.run(opened -> opened.devices()
                .revoke(name, label)
                .map(v -> changed(name, "has no credential " + label + " any more")));
    }
}
