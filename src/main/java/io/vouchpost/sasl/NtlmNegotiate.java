package io.vouchpost.sasl;

import java.util.Optional;

/** The client's first message, of type 1 (MS-NLMP §2.2.1.1): its flags. What it says of its domain and host is of no use. */
record NtlmNegotiate(NtlmFlags flags) {
    private static final int TYPE = 1;
    private static final int FLAGS_AT = 12;

    /** Empty for what is none. */
    static Optional<NtlmNegotiate> read(byte[] octets) {
        return NtlmMessage.read(octets, TYPE, FLAGS_AT + 4)
                .map(message -> new NtlmNegotiate(new NtlmFlags((int) message.number(FLAGS_AT))));
    }
}
