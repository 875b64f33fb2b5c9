package io.vouchpost.probe;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Logs in by the strongest mechanism that both know, or by the one that was asked for. */
final class LogIn {
    /** Best first. */
    private static final List<String> BY_PASSWORD = List.of(
            "SCRAM-SHA-512-PLUS",
            "SCRAM-SHA-256-PLUS",
            "SCRAM-SHA-512",
            "SCRAM-SHA-256",
            "SCRAM-SHA-1-PLUS",
            "SCRAM-SHA-1",
            "PLAIN",
            "LOGIN",
            "CRAM-MD5");

    private static final List<String> BY_TOKEN = List.of("OAUTHBEARER", "XOAUTH2");
    private static final int MOST_STEPS = 10;

    private final Identity identity;
    private final Optional<String> wanted;
    private final Notes notes;

    LogIn(Identity identity, Optional<String> wanted, Notes notes) {
        this.identity = identity;
        this.wanted = wanted;
        this.notes = notes;
        notes.conceal(identity.secret());
    }

    /** Those that this side can do, as people may ask for them. */
    static boolean knows(String mechanism) {
        return BY_PASSWORD.contains(mechanism) || BY_TOKEN.contains(mechanism);
    }

    /**
     * Whether somebody is logged in now.
     *
     * @param inTheClear whether passwords may go without TLS
     */
    boolean perform(Encounter with, boolean inTheClear) throws Obstacle {
        var offered = with.offer().mechanisms();
        var binding = binding(with);
        if (with.secured().isPresent() && binding.isEmpty() && offersPlus(with.offer())) {
            notes.skipped(
                    "no -PLUS was tried: there is nothing to bind to in a certificate that is signed as this one is"
                            + " (RFC 5929 §4.1)");
        }
        var choice = (identity.isToken() ? BY_TOKEN : BY_PASSWORD)
                .stream()
                        .filter(name -> wanted.map(name::equals).orElse(offered.contains(name)))
                        .filter(name -> !name.endsWith("-PLUS") || binding.isPresent())
                        .findFirst();
        if (choice.isEmpty()) {
            notes.failed(
                    wanted.map(name -> name + " cannot be done here, or not with "
                                    + (identity.isToken() ? "a token" : "a password"))
                            .orElse("there is no mechanism that both sides know; offered: "
                                    + String.join(" ", offered)),
                    "known here: " + String.join(" ", BY_PASSWORD) + "; with --token-file "
                            + String.join(" ", BY_TOKEN));
            return false;
        }
        if (with.secured().isEmpty() && !inTheClear && !choice.get().startsWith("SCRAM-")) {
            notes.failed(
                    "not tried: " + choice.get() + " would give the password away without TLS",
                    "use TLS; --insecure does it nevertheless");
            return false;
        }
        if (attempt(choice.get(), with, choice.get().endsWith("-PLUS") && wanted.isEmpty())) {
            return true;
        }
        // bound to TLS in a way that the two do not share: told, and then as most clients do
        var unbound = choice.get().replaceFirst("-PLUS$", "");
        return wanted.isEmpty()
                && !unbound.equals(choice.get())
                && offered.contains(unbound)
                && attempt(unbound, with, false);
    }

    private boolean attempt(String mechanism, Encounter with, boolean hasAnother) throws Obstacle {
        var client = client(mechanism, with);
        var reply = exchange(mechanism, client, with.conversation());
        if (reply.code() == 235 && client.isProven()) {
            notes.ok(
                    "logged in as " + identity.user() + " by " + mechanism,
                    Map.of("mechanism", mechanism, "user", identity.user()));
            return true;
        }
        if (reply.code() == 235) {
            throw new Obstacle(
                    "the server let us in by " + mechanism + " without showing that it knows the password",
                    "somebody may stand between: trust nothing that it says");
        }
        notes.add(
                hasAnother ? Outcome.WARN : Outcome.FAILED,
                mechanism + " was refused: " + reply,
                remedy(reply),
                Map.of("mechanism", mechanism, "code", reply.code()));
        return false;
    }

    private ClientMechanism client(String mechanism, Encounter with) throws Obstacle {
        return switch (mechanism) {
            case "PLAIN" -> PasswordClientSide.plain(identity);
            case "LOGIN" -> PasswordClientSide.login(identity);
            case "CRAM-MD5" -> new CramMd5ClientSide(identity);
            case "OAUTHBEARER" -> TokenClientSide.oauthBearer(identity, with.host(), with.port());
            case "XOAUTH2" -> TokenClientSide.xoauth2(identity);
            default -> new ScramClientSide(mechanism, identity, binding(with), offersPlus(with.offer()));
        };
    }

    private static Optional<byte[]> binding(Encounter with) {
        return with.secured().flatMap(Secured::endPoint);
    }

    private static boolean offersPlus(EhloResponse offer) {
        return offer.mechanisms().stream().anyMatch(name -> name.endsWith("-PLUS"));
    }

    private ServerReply exchange(String mechanism, ClientMechanism client, Conversation with) throws Obstacle {
        var initial = client.initial();
        initial.ifPresent(notes::conceal);
        var reply = with.say("AUTH " + mechanism
                + initial.map(octets -> " " + base64(octets)).orElse(""));
        for (int step = 0; reply.code() == 334; step++) {
            if (step == MOST_STEPS) {
                throw new Obstacle("the log-in has more than " + MOST_STEPS + " steps and no end", "");
            }
            reply = with.say(base64(client.next(decoded(reply))));
        }
        return reply;
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static byte[] decoded(ServerReply reply) throws Obstacle {
        try {
            return Base64.getDecoder().decode(reply.first().strip());
        } catch (IllegalArgumentException e) {
            throw new Obstacle("the server's challenge is not base64: " + reply, "");
        }
    }

    private static String remedy(ServerReply reply) {
        return switch (reply.code()) {
            case 535 -> "check user name and password; a Vouchpost tells more by: vouchpost why REFERENCE";
            case 432 -> "log in once with --mechanism PLAIN";
            case 534 -> "this account needs a stronger mechanism, or a second factor";
            case 421, 454, 451 -> "try again in a minute; the server's log tells why";
            default -> "see the server's log";
        };
    }
}
