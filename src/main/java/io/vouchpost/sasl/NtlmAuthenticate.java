package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The client's last message, of type 3 (MS-NLMP §2.2.1.3): who it is, and its responses to the challenge. The integrity code
 * that some clients add covers what was agreed on for signing and sealing, of which SMTP has none; it is passed over.
 *
 * @param user as the client gave it, which may be any of the forms of {@link NtlmName}
 * @param domain likewise
 * @param lm the response that LAN Manager would check: of use only for what else stands in it
 * @param nt the response that counts
 */
record NtlmAuthenticate(String user, String domain, Secret lm, Secret nt) implements AutoCloseable {
    private static final int TYPE = 3;
    private static final int LM_AT = 12;
    private static final int NT_AT = 20;
    private static final int DOMAIN_AT = 28;
    private static final int USER_AT = 36;
    private static final int WORKSTATION_AT = 44;

    /** Old clients have no flags here: their payloads begin after the workstation, or after a session key. */
    private static final int SHORTEST_HEADER = 52;

    private static final int FLAGS_AT = 60;

    /**
     * Clients that do not speak Unicode are devices, and what those send is ASCII. Where it is not, the code page is anybody's
     * guess; that of Windows in the west is likelier today than those of DOS, and has the letters where ISO 8859-1 has them.
     */
    private static final Charset OEM =
            Charset.isSupported("windows-1252") ? Charset.forName("windows-1252") : StandardCharsets.ISO_8859_1;

    /**
     * Empty for what is none, or has a name that is none: cut within a character, or with a NUL.
     *
     * @param octets stay the caller's
     * @param agreed the flags of the challenge
     */
    static Optional<NtlmAuthenticate> read(byte[] octets, NtlmFlags agreed) {
        return NtlmMessage.read(octets, TYPE, SHORTEST_HEADER).flatMap(message -> {
            boolean unicode = flags(message).orElse(agreed).unicode(agreed);
            return name(message, USER_AT, unicode).flatMap(user -> name(message, DOMAIN_AT, unicode)
                    .flatMap(domain -> secret(message, LM_AT).flatMap(lm -> secret(message, NT_AT)
                            .map(nt -> new NtlmAuthenticate(user, domain, lm, nt)))));
        });
    }

    private static Optional<NtlmFlags> flags(NtlmMessage message) {
        for (int buffer : new int[] {LM_AT, NT_AT, DOMAIN_AT, USER_AT, WORKSTATION_AT}) {
            if (message.offset(buffer) < FLAGS_AT + 4) {
                return Optional.empty();
            }
        }
        return Optional.of(message)
                .filter(it -> it.length() >= FLAGS_AT + 4)
                .map(it -> new NtlmFlags((int) it.number(FLAGS_AT)));
    }

    private static Optional<Secret> secret(NtlmMessage message, int buffer) {
        return message.payload(buffer).map(Secret::ofOctets);
    }

    private static Optional<String> name(NtlmMessage message, int buffer, boolean unicode) {
        return message.payload(buffer)
                .filter(octets -> !unicode || octets.length % 2 == 0)
                .map(octets -> new String(octets, unicode ? StandardCharsets.UTF_16LE : OEM))
                .filter(name -> name.indexOf('\0') < 0);
    }

    /** Wipes the responses: who has them can try passwords on them. */
    @Override
    public void close() {
        lm.close();
        nt.close();
    }
}
