package io.vouchpost.account;

import com.nulabinc.zxcvbn.Zxcvbn;
import io.vouchpost.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a password that somebody has thought of would be guessed soon: by zxcvbn, which knows the common passwords, names
 * and words, the keyboard and what people do to all of them. Takes some milliseconds, and a second the first time.
 */
public final class PasswordStrength {
    /** Of zxcvbn's 0 to 4: a hundred million guesses and more. */
    private static final int ENOUGH = 3;
    /** The measuring takes time by the cube of the length. A password that is weak up to here shall not be taken. */
    private static final int LONGEST_MEASURED = 72;

    private final Zxcvbn zxcvbn = new Zxcvbn();

    /**
     * What is wrong with it, in sentences that say why and what helps; empty where it is good.
     *
     * @param known what an attacker tries first: the account's name and addresses
     */
    public Optional<String> objection(Secret password, List<String> known) {
        var text = password.reveal();
        var measured = zxcvbn.measure(
                text.substring(0, Math.min(text.length(), LONGEST_MEASURED)),
                known.stream().flatMap(PasswordStrength::words).toList());
        if (measured.getScore() >= ENOUGH) {
            return Optional.empty();
        }
        var feedback = measured.getFeedback();
        var sentences = new ArrayList<String>();
        sentences.add("This password is too easy to guess.");
        sentences.add(feedback.getWarning(Locale.ROOT));
        sentences.addAll(feedback.getSuggestions(Locale.ROOT));
        sentences.add("Four words that have nothing to do with each other are good, or twelve random characters.");
        return Optional.of(
                String.join(" ", sentences.stream().filter(it -> !it.isEmpty()).toList()));
    }

    private static Stream<String> words(String name) {
        return Stream.concat(Stream.of(name, name.replaceAll("@.*", "")), Stream.of(name.split("[^\\p{L}\\p{N}]+")))
                .filter(word -> word.length() > 2);
    }
}
