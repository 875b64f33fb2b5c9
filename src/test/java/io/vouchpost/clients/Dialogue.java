package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vouchpost.sasl.Actor;
import io.vouchpost.sasl.Actor.Role;
import io.vouchpost.verticle.SocketClient;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A log-in by one mechanism, line by line over a socket, with the client's side of a library.
 *
 * @param script what the client says, for somebody
 */
public record Dialogue(String mechanism, Function<Role, Actor> script) {

    /** @param nanos that the client waited for replies, all in all */
    public record Took(String reply, long nanos) {}

    /** Of the mechanisms that go by a password. */
    public static Stream<Dialogue> all() {
        return Stream.concat(
                Stream.of("PLAIN", "CRAM-MD5", "DIGEST-MD5", "NTLM")
                        .map(name -> new Dialogue(name, role -> Actor.ofJava(name, role))),
                Stream.concat(
                        Stream.of("SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512")
                                .map(name -> new Dialogue(name, role -> Actor.ofScram(name, role))),
                        Stream.of(new Dialogue("LOGIN", role -> Actor.saying(List.of(role.name(), role.secret()))))));
    }

    /** Begins where a client may log in, ends with the last reply. */
    public Took play(SocketClient client, String user, String secret) throws IOException {
        var actor = script.apply(new Role(user, secret, ""));
        var line = "AUTH " + mechanism
                + actor.first().map(first -> " " + base64(first)).orElse("");
        long waited = 0;
        while (true) {
            var begun = System.nanoTime();
            var reply = client.command(line);
            waited += System.nanoTime() - begun;
            if (!reply.startsWith("334 ")) {
                return new Took(reply, waited);
            }
            line = base64(actor.answer(challenge(reply)));
        }
    }

    /**
     * Goes on until so many challenges have been answered.
     *
     * @return whether there is one more, which waits for an answer; else the log-in is over
     */
    boolean challengedAfter(SocketClient client, String user, String secret, int answers) throws IOException {
        var actor = script.apply(new Role(user, secret, ""));
        var first = actor.first(); // said after the first challenge here, where it is an empty one
        var reply = client.command("AUTH " + mechanism);
        for (int given = 0; given < answers && reply.startsWith("334 "); given++) {
            var answer = given == 0 && first.isPresent() ? first.get() : actor.answer(challenge(reply));
            reply = client.command(base64(answer));
        }
        return reply.startsWith("334 ");
    }

    private static byte[] challenge(String reply) {
        return Base64.getDecoder().decode(reply.substring(4).getBytes(US_ASCII));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    @Override
    public String toString() {
        return mechanism;
    }
}
