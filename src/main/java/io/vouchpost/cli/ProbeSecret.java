package io.vouchpost.cli;

import io.vouchpost.probe.Identity;
import io.vouchpost.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who logs in to a server that is probed, and by what; never from the arguments, where others could see it. */
final class ProbeSecret {
    @Option(names = "--user", paramLabel = "NAME", description = "Log in by this name; without it nobody logs in.")
    private @Nullable String user;

    @Option(names = "--password-stdin", description = "Take the password from the first line of the standard input.")
    private boolean fromStandardInput;

    @Option(names = "--password-file", paramLabel = "FILE", description = "Take it from the first line of a file.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Instead of a password, the access token in the first line of a file (OAUTHBEARER, XOAUTH2).")
    private @Nullable Path tokenFile;

    String user() {
        return user == null ? "" : user;
    }

    /**
     * The caller's to close.
     *
     * @throws CommandException where the options do not fit together, or the file cannot be read
     */
    Optional<Identity> identity() {
        long sources = Stream.of(fromStandardInput, passwordFile != null, tokenFile != null)
                .filter(given -> given)
                .count();
        if (user == null) {
            if (sources > 0) {
                throw new CommandException("A password or token needs --user NAME.", 2);
            }
            return Optional.empty();
        }
        if (user.isEmpty() || user.chars().anyMatch(Character::isISOControl)) {
            throw new CommandException("--user is empty, or has control characters.", 2);
        }
        if (sources != 1) {
            throw new CommandException(
                    "--user needs one of --password-stdin, --password-file FILE and --token-file FILE.", 2);
        }
        var secret = fromStandardInput
                ? PasswordOption.firstLine(System.in)
                : firstLine(passwordFile != null ? passwordFile : tokenFile);
        if (secret.length() == 0) {
            throw new CommandException("The password is empty.", 2);
        }
        return Optional.of(new Identity(user, secret, tokenFile != null));
    }

    private static Secret firstLine(@Nullable Path file) {
        if (file == null) {
            throw new IllegalStateException("one of them is there");
        }
        try (var input = Files.newInputStream(file)) {
            return PasswordOption.firstLine(input);
        } catch (IOException e) {
            throw new CommandException("The file cannot be read: " + e.getMessage(), 2);
        }
    }
}
