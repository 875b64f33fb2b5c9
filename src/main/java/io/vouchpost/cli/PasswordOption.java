package io.vouchpost.cli;

import io.vouchpost.account.PasswordStrength;
import io.vouchpost.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A password from the standard input or, hidden, from a terminal; never from the arguments, where others could see it. */
public final class PasswordOption {
    private static final int LONGEST_LINE = 8_192;

    @Option(names = "--password-stdin", description = "Take the password from the first line of the standard input.")
    private boolean fromStandardInput;

    /**
     * One that is good enough, of those that people think of.
     *
     * @param known what an attacker tries first: the account's name and addresses
     * @return the caller's to close
     * @throws CommandException where it is weak, with what is wrong with it
     */
    Secret askForStrong(List<String> known) {
        var password = ask();
        // what is empty or too long is refused elsewhere, in words of its own
        var objection =
                password.length() == 0 ? Optional.<String>empty() : new PasswordStrength().objection(password, known);
        if (objection.isPresent()) {
            password.close();
            throw new CommandException(objection.get());
        }
        return password;
    }

    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it may be there without a terminal; then it ends at once
    private Secret ask() {
        if (fromStandardInput) {
            return firstLine(System.in);
        }
        var console = System.console();
        if (console == null) {
            throw new CommandException("There is no terminal to ask for the password: use --password-stdin.", 2);
        }
        var first = console.readPassword("Password: ");
        var second = console.readPassword("The same again: ");
        if (first == null || second == null) {
            throw new CommandException("No password was given.");
        }
        try {
            if (Arrays.compare(first, second) != 0) {
                throw new CommandException("The two passwords are not the same.");
            }
            return Secret.ofText(CharBuffer.wrap(first));
        } finally {
            Arrays.fill(first, '\0');
            Arrays.fill(second, '\0');
        }
    }

    /** Up to the first line break, which is not part of it; the caller's to close. */
    static Secret firstLine(InputStream input) {
        var octets = new byte[LONGEST_LINE];
        try {
            var length = 0;
            for (int octet = input.read(); octet >= 0 && octet != '\n'; octet = input.read()) {
                if (length == LONGEST_LINE) {
                    throw new CommandException("The password is too long.");
                }
                octets[length++] = (byte) octet;
            }
            if (length > 0 && octets[length - 1] == '\r') {
                length--;
            }
            return Secret.ofOctets(Arrays.copyOf(octets, length));
        } catch (IOException e) {
            throw new CommandException("It cannot be read: " + e.getMessage());
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }
}
