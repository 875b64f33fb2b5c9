package io.vouchpost.account;

import io.vouchpost.sasl.AccountName;
import java.util.List;
import java.util.Optional;

/** What one line of an imported file comes to. */
sealed interface ImportLine {

    /**
     * Somebody who can be added.
     *
     * @param number of the line, from one on
     * @param identities none: those that the import gives by itself
     */
    record Entry(
            long number, AccountName name, boolean enabled, Optional<List<Identity>> identities, Imported credential)
            implements ImportLine {}

    /**
     * One that cannot be taken.
     *
     * @param name where the line has one that an account could have
     * @param reason the rest of a sentence that starts with the line; quotes nothing that could be secret
     */
    record Skipped(long number, Optional<AccountName> name, String reason) implements ImportLine {}

    /** The file is not of this format at all; nothing behind this line can be read. */
    record Foreign(long number, String reason) implements ImportLine {}

    /** An entry; or skipped, where the name or the password is of no use. */
    static ImportLine of(
            long number, String typed, boolean enabled, Optional<List<Identity>> identities, String password) {
        var name = AccountName.of(typed);
        if (name.isEmpty()) {
            return new Skipped(number, name, "has a name that no account can have");
        }
        var credential = StoredPassword.read(password);
        return credential instanceof Imported.Unfit unfit
                ? new Skipped(number, name, unfit.reason())
                : new Entry(number, name.get(), enabled, identities, credential);
    }
}
