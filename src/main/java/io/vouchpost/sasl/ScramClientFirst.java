package io.vouchpost.sasl;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A client-first-message (RFC 5802 §7): {@code n,a=authzid,n=authcid,r=nonce}. Commas stand nowhere but between the
 * attributes, which have fixed places.
 *
 * @param gs2Header as sent, with its last comma
 * @param support what the client says of channel binding
 * @param binding its name; empty where none is asked for
 * @param authzid prepared; empty where none was given
 * @param authcid prepared
 * @param nonce the client's
 * @param bare the message without the header, as sent
 */
record ScramClientFirst(
        String gs2Header, Support support, String binding, String authzid, String authcid, String nonce, String bare) {
    private static final int LONGEST_NONCE = 512;
    private static final int LONGEST_BINDING_NAME = 64;

    /** The gs2-cbind-flag. */
    enum Support {
        /** {@code n}: the client has none. */
        NONE,
        /** {@code y}: the client has it, and believes that the server has none. */
        UNSEEN,
        /** {@code p}: it is to be used. */
        USED
    }

    /** Empty for what is none, or asks for an extension that must be understood ({@code m=}): there is none yet. */
    static Optional<ScramClientFirst> parse(String message) {
        var attributes = List.of(message.split(",", -1));
        if (attributes.size() < 4) {
            return Optional.empty();
        }
        String flag = attributes.get(0);
        String authzid = attributes.get(1);
        int header = flag.length() + authzid.length() + 2;
        var support = support(flag);
        var actAs = authzid.isEmpty() ? Optional.of("") : value("a", authzid).flatMap(ScramClientFirst::name);
        var name = value("n", attributes.get(2)).flatMap(ScramClientFirst::name);
        var nonce = value("r", attributes.get(3)).filter(ScramClientFirst::isNonce);
        boolean sound = support.isPresent()
                && actAs.isPresent()
                && name.isPresent()
                && nonce.isPresent()
                && attributes.stream().skip(4).allMatch(ScramClientFirst::isExtension);
        return sound
                ? Optional.of(new ScramClientFirst(
                        message.substring(0, header),
                        support.get(),
                        flag.startsWith("p=") ? flag.substring(2) : "",
                        actAs.get(),
                        name.get(),
                        nonce.get(),
                        message.substring(header)))
                : Optional.empty();
    }

    private static Optional<Support> support(String flag) {
        return switch (flag) {
            case "n" -> Optional.of(Support.NONE);
            case "y" -> Optional.of(Support.UNSEEN);
            default -> value("p", flag).filter(ScramClientFirst::isBindingName).map(name -> Support.USED);
        };
    }

    /** The value of an attribute, never empty. */
    static Optional<String> value(String attribute, String text) {
        return text.startsWith(attribute + "=") && text.length() > 2
                ? Optional.of(text.substring(2))
                : Optional.empty();
    }

    /** An attribute that may be ignored by who does not know it. */
    static boolean isExtension(String text) {
        return text.length() > 2
                && isLetter(text.charAt(0))
                && text.charAt(1) == '='
                && text.indexOf('\0') < 0
                && text.charAt(0) != 'm';
    }

    /** {@code printable}. */
    private static boolean isNonce(String text) {
        return text.length() <= LONGEST_NONCE && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** {@code cb-name}. */
    private static boolean isBindingName(String text) {
        return text.length() <= LONGEST_BINDING_NAME
                && text.chars().allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-');
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** A saslname: {@code =2C} for a comma, {@code =3D} for an equals sign, no other. */
    private static Optional<String> name(String saslname) {
        if (saslname.length() > 3 * Names.LONGEST
                || saslname.replace("=2C", "").replace("=3D", "").indexOf('=') >= 0) {
            return Optional.empty();
        }
        String name = saslname.replace("=2C", ",").replace("=3D", "=");
        return name.getBytes(StandardCharsets.UTF_8).length <= Names.LONGEST ? Saslprep.name(name) : Optional.empty();
    }
}
