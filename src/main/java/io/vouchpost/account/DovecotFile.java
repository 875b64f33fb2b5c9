package io.vouchpost.account;

import io.vouchpost.sasl.AccountName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Dovecot's passwd-file: {@code user:{SCHEME}hash:uid:gid:gecos:home:shell:extra}, where all behind the hash may be missing.
 * Of the extra fields those that bear on a log-in count, the rest is of a mailbox.
 */
final class DovecotFile implements AccountFile {
    private static final int EXTRA = 7;

    @Override
    public Optional<ImportLine> read(long number, String text) {
        if (text.isBlank() || text.startsWith("#")) {
            return Optional.empty();
        }
        var fields = text.split(":", -1);
        if (fields.length < 2) {
            return Optional.of(
                    new ImportLine.Skipped(number, Optional.empty(), "has no colon, so no name and password"));
        }
        var extra = extra(fields);
        // whoever may log in from there only, or without a password, must not get more or less by moving
        for (var unkept : List.of("allow_nets", "nopassword")) {
            if (extra.contains(unkept)) {
                return Optional.of(new ImportLine.Skipped(
                        number, AccountName.of(fields[0]), "has " + unkept + ", which an account cannot have here"));
            }
        }
        return Optional.of(ImportLine.of(number, fields[0], !extra.contains("nologin"), Optional.empty(), fields[1]));
    }

    /** The names of the fields, which values may follow; an IPv6 address has colons of its own. */
    private static List<String> extra(String[] fields) {
        var all = Arrays.stream(fields).skip(EXTRA).collect(Collectors.joining(":"));
        return Arrays.stream(all.split(" ", -1))
                .map(field -> field.split("=", 2)[0])
                .toList();
    }
}
