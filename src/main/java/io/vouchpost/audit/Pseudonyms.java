package io.vouchpost.audit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.address.AddressBlock;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names for people and their addresses that nobody can read back without the key: the same for the same, everywhere. Fields
 * that hold an address or a name are replaced as a whole; in sentences, what looks like an address is, and the names that
 * the same event has in its fields are.
 */
public final class Pseudonyms {
    private static final String MARK = "p:";
    private static final String MAC = "HmacSHA256";
    /** 80 bits: no two of some millions are the same. */
    private static final int DIGITS = 16;

    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private static final List<String> NAMES = List.of("client", "account", "actor", "from", "recipient", "network");
    private static final List<String> SENTENCES =
            List.of("ehlo", "identity", "nextHop", "detail", "reply", "seen", "remedy", "considered");

    private static final String MAILBOX = "(?!')(?:\"(?:[^\"\\\\]|\\\\.){0,100}\"|[^\\s<>()\\[\\],;:\\\\\"@]{1,100})"
            + "@(?:\\[[^\\]\\s]{1,80}\\]|[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}.-]{0,253}[\\p{L}\\p{N}\\p{M}])?)";
    private static final String IPV4 = "(?<![\\w.])(?:[0-9]{1,3}\\.){3}[0-9]{1,3}(?:/[0-9]{1,2})?(?![\\w]|\\.[0-9])";
    private static final String IPV6 = "(?<![\\w.])(?:[0-9A-Fa-f]{0,4}:){2,8}[0-9A-Fa-f.]{0,15}(?:/[0-9]{1,3})?";
    /** Whom somebody wants to act as stands in no field, nor who acts as the account where something is refused. */
    private static final String OTHER = "(?<=\\bact as |\\bacts as |\\bact-as |\\bas whom )[^\\s,;]+";

    private static final Pattern OTHERS = Pattern.compile(OTHER);

    private static final String ADDRESSES =
            Stream.of(MAILBOX, IPV4, IPV6, OTHER).collect(Collectors.joining("|"));

    private final Optional<SecretKeySpec> key;

    private Pseudonyms(Optional<SecretKeySpec> key) {
        this.key = key;
    }

    /** Where there is no key, everything stays as it is. */
    public static Pseudonyms of(Optional<Secret> key) {
        return new Pseudonyms(key.map(secret -> new SecretKeySpec(secret.octets(), MAC)));
    }

    static Pseudonyms none() {
        return of(Optional.empty());
    }

    /** Whether addresses are hidden. */
    public boolean hiding() {
        return key.isPresent();
    }

    /** What stands for it in the trail; itself where nothing is hidden, or where it is a pseudonym already. */
    public String of(String name) {
        if (key.isEmpty() || name.isEmpty() || name.equals("<>") || name.startsWith(MARK)) {
            return name;
        }
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(key.get());
            return MARK + digits(mac.doFinal(canonical(name).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // each Java has it
        }
    }

    /** The event as it may be written. */
    JsonObject hide(JsonObject event) {
        if (key.isEmpty()) {
            return event;
        }
        var fields = NAMES.stream().flatMap(field -> Optional.ofNullable(event.getString(field)).stream());
        var names = Stream.concat(fields, others(event)).collect(Collectors.toSet());
        var sought = pattern(names);
        var hidden = new JsonObject();
        event.forEach(field -> hidden.put(field.getKey(), hide(field.getKey(), field.getValue(), sought)));
        return hidden;
    }

    /** A remedy may name them once more, in other words. */
    private static Stream<String> others(JsonObject event) {
        return OTHERS.matcher(event.getString("seen", "")).results().map(MatchResult::group);
    }

    private Object hide(String field, Object value, Pattern sought) {
        if (value instanceof String text) {
            return NAMES.contains(field) ? of(text) : SENTENCES.contains(field) ? sentence(text, sought) : text;
        }
        if (value instanceof JsonArray sentences) {
            var hidden = new JsonArray();
            sentences.forEach(each -> hidden.add(hide(field, each, sought)));
            return hidden;
        }
        return value;
    }

    private String sentence(String text, Pattern sought) {
        return sought.matcher(text).replaceAll(found -> Matcher.quoteReplacement(replacement(found)));
    }

    private String replacement(MatchResult found) {
        var text = found.group();
        if (text.equals("*") || text.startsWith("*@")) {
            return text; // a pattern for all, or for a whole domain, is nobody's address
        }
        if (text.indexOf('@') < 0 && text.matches("[0-9A-Fa-f.:/]+")) {
            var bare = text.replaceFirst("[.:]$", ""); // of the sentence
            return AddressBlock.of(text).isPresent()
                    ? of(text)
                    : AddressBlock.of(bare).isPresent() ? of(bare) + text.substring(bare.length()) : text;
        }
        return of(text);
    }

    private static Pattern pattern(Set<String> names) {
        var literal = names.stream()
                .filter(name -> name.length() > 1 && !name.equals("<>"))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(name -> "(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}])");
        return Pattern.compile(
                Stream.concat(Stream.of(ADDRESSES), literal).collect(Collectors.joining("|")),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** One way to write an address or a name, so that it has one pseudonym. */
    private static String canonical(String name) {
        var bare = name.startsWith("<") && name.endsWith(">") ? name.substring(1, name.length() - 1) : name;
        return AddressBlock.of(bare).map(AddressBlock::toString).orElseGet(() -> bare.strip()
                .toLowerCase(Locale.ROOT));
    }

    /** What may stand in the trail for a name that somebody asks for: itself or its pseudonym. */
    Set<String> spellings(String name) {
        var spellings = new LinkedHashSet<>(List.of(EventFilter.comparable(name)));
        spellings.add(EventFilter.comparable(of(name)));
        return spellings;
    }

    private static String digits(byte[] mac) {
        var digits = new StringBuilder();
        for (int i = 0; i < DIGITS; i++) {
            int bit = i * 5;
            int pair = ((mac[bit / 8] & 0xff) << 8) | (mac[bit / 8 + 1] & 0xff);
            digits.append(ALPHABET[(pair >> (11 - bit % 8)) & 31]);
        }
        return digits.toString();
    }
}
