package io.vouchpost.sasl;

import static io.vouchpost.sasl.NtlmExamples.octets;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is a message of types 1 and 3, and what is none. */
class NtlmMessageTest {
    private static final NtlmFlags UNICODE = new NtlmFlags(NtlmFlags.UNICODE);
    private static final NtlmFlags OEM = new NtlmFlags(NtlmFlags.OEM);
    private static final int NT_BUFFER = 20;
    private static final int USER_BUFFER = 36;
    private static final int WORKSTATION_BUFFER = 44;

    static Stream<Arguments> firstMessages() {
        return Table.of("""
                4e544c4d53535000 01000000 07820000                                    => 33287
                4e544c4d53535000 01000000 078208e0                                    => -536313337
                4e544c4d53535000 01000000 07820000 ffffffffffffffff ffffffffffffffff  => 33287
                4e544c4d53535000 01000000 078200                                      => none
                4e544c4d53535000 01000000                                             => none
                4e544c4d53535000                                                      => none
                4e544c4d535350                                                        => none
                4e544c4d53535001 01000000 07820000                                    => none
                6e746c6d73737000 01000000 07820000                                    => none
                4e544c4d53535000 02000000 07820000                                    => none
                4e544c4d53535000 03000000 07820000                                    => none
                4e544c4d53535000 00000001 07820000                                    => none
                4e544c4d53535000 01000080 07820000                                    => none
                """);
    }

    @ParameterizedTest
    @MethodSource("firstMessages")
    void readsTheFirst(String message, String flags) {
        assertThat(NtlmNegotiate.read(octets(message))
                        .map(read -> Integer.toString(read.flags().bits())))
                .isEqualTo(Optional.of(flags).filter(some -> !some.equals("none")));
    }

    @Test
    void anEmptyMessageIsNone() {
        assertThat(NtlmNegotiate.read(new byte[0])).isEmpty();
        assertThat(NtlmAuthenticate.read(new byte[0], UNICODE)).isEmpty();
    }

    @Test
    void aMessageIsNoLongerThanALineOfSasl() {
        var message = Arrays.copyOf(NtlmExamples.V2, 9216);
        assertThat(NtlmAuthenticate.read(message, UNICODE)).isPresent();
        assertThat(NtlmAuthenticate.read(Arrays.copyOf(message, 9217), UNICODE)).isEmpty();
        assertThat(NtlmNegotiate.read(Arrays.copyOf(NtlmExamples.negotiate(1), 9217)))
                .isEmpty();
    }

    @Test
    void readsTheLast() {
        var message = NtlmAuthenticate.read(NtlmExamples.V2, OEM).orElseThrow();
        assertThat(message.user()).isEqualTo("User");
        assertThat(message.domain()).isEqualTo("Domain");
        assertThat(message.lm().octets()).isEqualTo(octets("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"));
        assertThat(message.nt().length()).isEqualTo(84);
        assertThat(message.toString()).doesNotContain("86c3").contains("hidden");
    }

    @Test
    void namesMayBeInTheCodePageOfWindows() {
        var message = NtlmExamples.authenticate(
                NtlmFlags.OEM,
                "J\u00fcrgen\u0080".getBytes(StandardCharsets.ISO_8859_1),
                "Domain".getBytes(StandardCharsets.US_ASCII),
                new byte[0],
                new byte[24]);
        var read = NtlmAuthenticate.read(message, UNICODE).orElseThrow();
        assertThat(read.user()).isEqualTo("Jürgen€");
        assertThat(read.domain()).isEqualTo("Domain");
    }

    /** Windows 95 and others of its age: payloads from octet 52 on, so what was agreed on counts. */
    @Test
    void flagsMayBeMissing() {
        var octets = new byte[52 + 4 + 24];
        ByteBuffer.wrap(octets)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(NtlmMessage.signature())
                .putInt(3)
                .putLong(USER_BUFFER, 4 | 4 << 16 | 52L << 32)
                .putLong(NT_BUFFER, 24 | 24 << 16 | 56L << 32)
                .put(52, "Us\0\0".getBytes(StandardCharsets.US_ASCII), 0, 2)
                .put(54, "er".getBytes(StandardCharsets.US_ASCII));
        assertThat(NtlmAuthenticate.read(octets, OEM).orElseThrow().user()).isEqualTo("User");
        assertThat(NtlmAuthenticate.read(octets, UNICODE).orElseThrow().user()).hasSize(2);
        assertThat(NtlmAuthenticate.read(Arrays.copyOf(octets, 79), OEM)).isEmpty();
    }

    /** The buffer of the NT response in the specification's message, as length and offset, and whether that is one. */
    static Stream<Arguments> buffers() {
        return Table.of("""
                84    => 132        => yes
                100   => 132        => yes
                101   => 132        => no
                0     => 132        => yes
                0     => 4294967295 => yes
                232   => 0          => yes
                233   => 0          => no
                1     => 231        => yes
                1     => 232        => no
                24    => 108        => yes
                65535 => 0          => no
                65535 => 4294967295 => no
                1     => 4294967295 => no
                24    => 2147483647 => no
                24    => 2147483648 => no
                24    => 4294967280 => no
                """);
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void payloadsLieWithinTheMessage(String length, String offset, String valid) {
        var message = NtlmExamples.V2.clone();
        point(message, NT_BUFFER, Integer.parseInt(length), Long.parseLong(offset));
        var read = NtlmAuthenticate.read(message, UNICODE);
        assertThat(read.isPresent()).isEqualTo(valid.equals("yes"));
        read.ifPresent(it -> assertThat(it.nt().length()).isEqualTo(Integer.parseInt(length)));
    }

    @Test
    void whereTheWorkstationStandsDoesNotMatter() {
        var message = NtlmExamples.V2.clone();
        point(message, WORKSTATION_BUFFER, 65535, 4294967295L);
        assertThat(NtlmAuthenticate.read(message, UNICODE)).isPresent();
    }

    @Test
    void aNameCutWithinACharacterIsNone() {
        var message = NtlmExamples.V2.clone();
        point(message, USER_BUFFER, 7, 0x54);
        assertThat(NtlmAuthenticate.read(message, UNICODE)).isEmpty();
    }

    @Test
    void aNameWithANulIsNone() {
        for (var user : new String[] {"Us\0er", "User\0", "\0"}) {
            var message = NtlmExamples.authenticate(user, "Domain", new byte[0], new byte[24]);
            assertThat(NtlmAuthenticate.read(message, UNICODE)).isEmpty();
            message = NtlmExamples.authenticate("User", user, new byte[0], new byte[24]);
            assertThat(NtlmAuthenticate.read(message, UNICODE)).isEmpty();
        }
    }

    @Test
    void anythingShorterIsNone() {
        for (int octets = 0; octets < 216; octets++) {
            assertThat(NtlmAuthenticate.read(Arrays.copyOf(NtlmExamples.V2, octets), UNICODE))
                    .as("%d octets", octets)
                    .isEmpty();
        }
        assertThat(NtlmAuthenticate.read(Arrays.copyOf(NtlmExamples.V2, 216), UNICODE))
                .isPresent();
    }

    private static void point(byte[] message, int buffer, int length, long offset) {
        ByteBuffer.wrap(message)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(buffer, (short) length)
                .putInt(buffer + 4, (int) offset);
    }
}
