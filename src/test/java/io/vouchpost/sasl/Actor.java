package io.vouchpost.sasl;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/** The client's side of an exchange, by a library where there is one: it says what a client that behaves would say. */
public interface Actor {
    String HOST = "submit.example.org";

    /** Of NTLM. */
    String DOMAIN = "SUBMIT";

    /** Who it is, what it shows, whom it wants to be (empty: not said). */
    record Role(String name, String secret, String authzid) {}

    /** Its initial response; empty where it waits for a challenge. */
    Optional<byte[]> first() throws SaslException;

    byte[] answer(byte[] challenge) throws SaslException;

    /** All that the client says at once. */
    static Actor saying(String message) {
        return saying(List.of(message));
    }

    /** The same lines whatever the challenges, the first of them as initial response. After the last: nothing. */
    static Actor saying(List<String> messages) {
        var lines = messages.iterator();
        return new Actor() {
            @Override
            public Optional<byte[]> first() {
                return Optional.of(answer(new byte[0]));
            }

            @Override
            public byte[] answer(byte[] challenge) {
                return lines.hasNext() ? lines.next().getBytes(StandardCharsets.UTF_8) : new byte[0];
            }
        };
    }

    /** That of the Java runtime. */
    static Actor ofJava(String mechanism, Role role) {
        CallbackHandler known = callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(role.name());
                } else if (callback instanceof PasswordCallback password) {
                    password.setPassword(role.secret().toCharArray());
                } else if (callback instanceof RealmCallback realm) {
                    realm.setText(mechanism.equals("NTLM") ? DOMAIN : realm.getDefaultText());
                }
            }
        };
        SaslClient client;
        try {
            var authzid = role.authzid().isEmpty() ? null : role.authzid();
            client = Sasl.createSaslClient(new String[] {mechanism}, authzid, "smtp", HOST, Map.of(), known);
        } catch (SaslException unknown) {
            throw new IllegalStateException(unknown);
        }
        return new Actor() {
            @Override
            public Optional<byte[]> first() throws SaslException {
                return client.hasInitialResponse()
                        ? Optional.ofNullable(client.evaluateChallenge(new byte[0]))
                        : Optional.empty();
            }

            @Override
            public byte[] answer(byte[] challenge) throws SaslException {
                var answer = client.isComplete() ? null : client.evaluateChallenge(challenge);
                return answer == null ? new byte[0] : answer;
            }
        };
    }

    /** That of ongres, without channel binding. */
    static Actor ofScram(String mechanism, Role role) {
        return of(ScramClient.builder()
                .advertisedMechanisms(List.of(mechanism))
                .username(role.name())
                .password(role.secret().toCharArray())
                .stringPreparation(StringPreparation.NO_PREPARATION)
                .build());
    }

    /**
     * That of ongres, on a salted password (RFC 5802 §3), for the sake of speed.
     *
     * @param binding data of tls-server-end-point
     */
    static Actor ofScram(String mechanism, Role role, byte[] salted, byte[] binding) {
        var builder = ScramClient.builder()
                .advertisedMechanisms(List.of(mechanism))
                .username(role.name())
                .saltedPassword(salted.clone())
                .stringPreparation(StringPreparation.NO_PREPARATION);
        if (!role.authzid().isEmpty()) {
            builder.authzid(role.authzid());
        }
        if (mechanism.endsWith("-PLUS")) {
            builder.channelBinding("tls-server-end-point", binding);
        }
        return of(builder.build());
    }

    private static Actor of(ScramClient client) {
        return new Actor() {
            private int challenges;

            @Override
            public Optional<byte[]> first() {
                return Optional.of(octets(client.clientFirstMessage().toString()));
            }

            @Override
            public byte[] answer(byte[] challenge) throws SaslException {
                try {
                    var text = new String(challenge, StandardCharsets.UTF_8);
                    if (challenges++ == 0) {
                        client.serverFirstMessage(text);
                        return octets(client.clientFinalMessage().toString());
                    }
                    client.serverFinalMessage(text);
                    return new byte[0];
                } catch (Exception refused) {
                    throw new SaslException("the server's message is none", refused);
                }
            }
        };
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
