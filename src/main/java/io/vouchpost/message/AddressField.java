package io.vouchpost.message;

import io.vouchpost.smtp.Mailbox;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.field.address.DefaultAddressParser;
import org.apache.james.mime4j.field.address.ParseException;

/**
 * The addresses in the body of a {@code From:} or {@code Sender:} field (RFC 5322 §3.4, §4.4, RFC 6532, RFC 6854).
 *
 * <p>Apache James mime4j reads the syntax, the obsolete one too. But what counts is what the recipient's program will show,
 * and programs read strange fields each in its own way. So its answer is taken only where no reader can come to another:
 * each address stands in the text in one piece, none is left over, no route, nothing hidden in a comment, a quoted string or
 * an encoded word. All else is doubtful.
 *
 * @param mailboxes what could be read
 * @param doubt why it cannot be relied on, quoting nothing of it
 */
record AddressField(List<Mailbox> mailboxes, Optional<String> doubt) {

    /** {@code alice@example.org <alice@example.org>}: not allowed without quotes, yet written by many scripts. */
    private static final Pattern ADDRESS_AS_NAME = Pattern.compile(
            "\\s*([^\\s\"(),:;<>@\\[\\\\\\]]+@[^\\s\"(),:;<>@\\\\]+)\\s*<([^\\s\"(),:;<>@\\\\]+@[^\\s\"(),:;<>@\\\\]+)>\\s*");

    AddressField {
        mailboxes = List.copyOf(mailboxes);
    }

    /**
     * Reads any octets; CR and LF of folding are gone from them. Each octet becomes a character first, because mime4j knows
     * characters up to U+00FF only, and only what it found becomes Unicode.
     */
    static AddressField read(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        if (hasControls(text)) {
            return doubtful("control characters");
        }
        Charset charset = isUtf8(octets) ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
        Matcher named = ADDRESS_AS_NAME.matcher(text);
        return named.matches()
                ? both(parse(named.group(1), charset), parse(named.group(2), charset))
                : parse(text, charset);
    }

    private static boolean isUtf8(byte[] octets) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false; // one of the charsets of old: harmless in a name
        }
    }

    private static AddressField both(AddressField shown, AddressField meant) {
        List<Mailbox> all = new ArrayList<>(shown.mailboxes);
        meant.mailboxes.stream().filter(mailbox -> !all.contains(mailbox)).forEach(all::add);
        return new AddressField(all, shown.doubt.or(() -> meant.doubt));
    }

    private static AddressField parse(String text, Charset charset) {
        List<Mailbox> mailboxes = new ArrayList<>();
        Optional<String> doubt = Optional.empty();
        AddressText visible = AddressText.of(text);
        try {
            for (var parsed : DefaultAddressParser.DEFAULT
                    .parseAddressList(text, DecodeMonitor.SILENT)
                    .flatten()) {
                String local = String.valueOf(parsed.getLocalPart());
                String domain = String.valueOf(parsed.getDomain());
                var mailbox = new Mailbox(decode(local, charset), decode(domain, charset));
                mailboxes.add(mailbox);
                if (!visible.holds(local, domain)) {
                    doubt = doubt.or(() -> Optional.of("an address in more than one piece"));
                }
                doubt = doubt.or(() -> doubtAbout(parsed)).or(() -> doubtAbout(mailbox));
            }
        } catch (ParseException | RuntimeException malformed) {
            return doubtful("not an address list as RFC 5322 has it");
        }
        if (mailboxes.isEmpty()) {
            return doubtful("no address");
        }
        if (visible.addresses() != mailboxes.size()) {
            doubt = doubt.or(() -> Optional.of("more @ than addresses"));
        }
        return new AddressField(mailboxes, doubt.or(visible::doubt));
    }

    private static String decode(String octets, Charset charset) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), charset);
    }

    private static Optional<String> doubtAbout(org.apache.james.mime4j.dom.address.Mailbox parsed) {
        String name = parsed.getName() == null ? "" : parsed.getName();
        if (!parsed.getRoute().isEmpty()) {
            return Optional.of("a source route");
        }
        return hasControls(name) || (name.indexOf('<') >= 0 && name.indexOf('@') >= 0)
                ? Optional.of("a display name that hides another address")
                : Optional.empty();
    }

    private static Optional<String> doubtAbout(Mailbox mailbox) {
        if (mailbox.localPart().contains("=?")) {
            return Optional.of("an encoded word in an address");
        }
        return isPlain(mailbox.localPart() + "@" + mailbox.domain())
                ? Optional.empty()
                : Optional.of("an address with letters that look like others");
    }

    /** Whether no character is invisible or stands for another one (RFC 6532 §3.1 wants NFC). */
    private static boolean isPlain(String address) {
        return address.codePoints().noneMatch(AddressField::isInvisible)
                && Normalizer.normalize(address, Normalizer.Form.NFKC).equals(address);
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            case Character.SPACE_SEPARATOR -> codePoint != ' ';
            default -> codePoint == 0xfffd; // what could not be decoded
        };
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f);
    }

    private static AddressField doubtful(String reason) {
        return new AddressField(List.of(), Optional.of(reason));
    }
}
