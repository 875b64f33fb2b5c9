package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.mail.impl.sasl.NTLMAuth;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.eclipse.angus.mail.auth.Ntlm;
import org.eclipse.angus.mail.util.MailLogger;
import org.junit.jupiter.api.Test;

/** Clients not written by us, with any password: right ones get in, wrong and damaged ones never. */
class NtlmClientsTest {
    private static final String ALICE = "alice@example.test";
    private static final MailLogger SILENT = new MailLogger(
            "ntlm", "", false, new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    /** Where the buffer of the NT response stands in a message of type 3. */
    private static final int NT_BUFFER = 20;

    private enum Program {
        ANGUS {
            @Override
            Dialogue start(String domain, String user, String password) {
                var ntlm = new Ntlm(domain, "workstation", user, password, SILENT);
                return new Dialogue(ntlm.generateType1Msg(0, false), ntlm::generateType3Msg);
            }
        },
        ANGUS_V2 {
            @Override
            Dialogue start(String domain, String user, String password) {
                var ntlm = new Ntlm(domain, "workstation", user, password, SILENT);
                return new Dialogue(ntlm.generateType1Msg(0, true), ntlm::generateType3Msg);
            }
        },
        VERTX {
            @Override
            Dialogue start(String domain, String user, String password) {
                var ntlm = new NTLMAuth(user, password, domain, "workstation");
                return new Dialogue(ntlm.nextStep(""), ntlm::nextStep);
            }
        };

        abstract Dialogue start(String domain, String user, String password);
    }

    /**
     * @param negotiate in base64
     * @param authenticate from challenge to response, both in base64
     */
    private record Dialogue(String negotiate, UnaryOperator<String> authenticate) {}

    private static Verdict logIn(
            Program program, String domain, String user, String password, String kept, UnaryOperator<byte[]> onTheWay) {
        var exchange = new io.vouchpost.sasl.Ntlm("SUBMIT", true).start(new NtlmAccount(ALICE, kept), Channel.BARE);
        return logIn(exchange, program, domain, user, password, onTheWay);
    }

    private static Verdict logIn(
            Exchange exchange,
            Program program,
            String domain,
            String user,
            String password,
            UnaryOperator<byte[]> onTheWay) {
        var client = program.start(domain, user, password);
        var challenge = (Step.Challenge) next(exchange, decoded(client.negotiate()));
        var response = onTheWay.apply(decoded(client.authenticate().apply(challenge.base64())));
        return next(exchange, response) instanceof Step.Done done ? done.verdict() : new Verdict.Rejected();
    }

    private static Step next(Exchange exchange, byte[] response) {
        return exchange.next(Optional.of(Secret.ofOctets(response))).result();
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static boolean accepted(Verdict verdict) {
        return verdict.equals(new Verdict.Accepted(ALICE));
    }

    @Property(tries = 100)
    void theRightPasswordGetsIn(
            @ForAll Program program, @ForAll @CharRange(from = '\u0001', to = '\ud7ff') String password) {
        assertThat(logIn(program, "", ALICE, password, password, UnaryOperator.identity()))
                .matches(NtlmClientsTest::accepted);
        assertThat(logIn(program, "EXAMPLE.TEST", ALICE, password, password, UnaryOperator.identity()))
                .matches(NtlmClientsTest::accepted);
        // the Vert.x client sends the domain in capitals, and makes its proof for the domain as it was typed
        var typed = program == Program.VERTX ? "EXAMPLE.TEST" : "example.test";
        assertThat(logIn(program, typed, "alice", password, password, UnaryOperator.identity()))
                .isEqualTo(new Verdict.Accepted(ALICE));
        assertThat(logIn(program, "SUBMIT", ALICE, password, password, UnaryOperator.identity()))
                .matches(NtlmClientsTest::accepted);
    }

    /** Angus Mail has to be told to speak the second version; the Vert.x mail client does where it learns the target. */
    @Test
    void theSecondVersionIsAlwaysTaken() {
        for (var program : Program.values()) {
            var mechanism = new io.vouchpost.sasl.Ntlm("SUBMIT", false);
            var exchange = mechanism.start(new NtlmAccount(ALICE, "secret"), Channel.BARE);
            var verdict = logIn(exchange, program, "", ALICE, "secret", UnaryOperator.identity());
            assertThat(verdict)
                    .isEqualTo(
                            program == Program.ANGUS
                                    ? new Verdict.Rejected(Reason.NTLM_V1)
                                    : new Verdict.Accepted(ALICE));
        }
    }

    @Property(tries = 100)
    void aWrongPasswordDoesNot(
            @ForAll Program program,
            @ForAll @CharRange(from = '\u0001', to = '\ud7ff') @StringLength(max = 40) String password,
            @ForAll @CharRange(from = '\u0001', to = '\ud7ff') @StringLength(max = 40) String kept) {
        assertThat(accepted(logIn(program, "", ALICE, password, kept, UnaryOperator.identity())))
                .isEqualTo(password.equals(kept));
    }

    @Property(tries = 300)
    void aResponseWithOneBitWrongDoesNot(@ForAll Program program, @ForAll @IntRange(max = 100_000) int any) {
        assertThat(accepted(logIn(program, "", ALICE, "secret", "secret", message -> {
                    var nt = nt(message);
                    int bit = any % (8 * nt.length());
                    message[nt.offset() + bit / 8] ^= (byte) (1 << bit % 8);
                    return message;
                })))
                .isFalse();
    }

    @Property(tries = 300)
    void aMessageWithOneBitWrongIsReadAsWhatItSays(@ForAll Program program, @ForAll @IntRange(max = 100_000) int any) {
        assertThat(logIn(program, "", ALICE, "secret", "secret", message -> {
                    int bit = any % (8 * message.length);
                    message[bit / 8] ^= (byte) (1 << bit % 8);
                    return message;
                }))
                .matches(verdict -> accepted(verdict) || verdict.equals(new Verdict.Rejected()));
    }

    @Property(tries = 300)
    void aMessageCutShortDoesNot(@ForAll Program program, @ForAll @IntRange(max = 100_000) int any) {
        assertThat(accepted(logIn(program, "", ALICE, "secret", "secret", message -> {
                    var nt = nt(message);
                    return Arrays.copyOf(message, any % (nt.offset() + nt.length()));
                })))
                .isFalse();
    }

    @Property(tries = 300)
    void garbageDoesNot(@ForAll Program program, @ForAll byte[] garbage) {
        assertThat(accepted(logIn(program, "", ALICE, "secret", "secret", message -> garbage)))
                .isFalse();
        assertThat(accepted(logIn(program, "", ALICE, "secret", "secret", message -> {
                    var nt = nt(message);
                    byte first = message[nt.offset()];
                    System.arraycopy(garbage, 0, message, nt.offset(), Math.min(garbage.length, nt.length()));
                    message[nt.offset()] = (byte) (first + 1); // else the garbage might be right
                    return message;
                })))
                .isFalse();
    }

    private record Payload(int offset, int length) {}

    private static Payload nt(byte[] message) {
        var octets = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        return new Payload(octets.getInt(NT_BUFFER + 4), octets.getShort(NT_BUFFER));
    }
}
