package io.vouchpost.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vouchpost.message.EightBit;

/** Any octets are converted or not, without an exception, alike under any split; and once is enough. */
class ConversionFuzzTest {

    private static final String HEAD =
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: ";

    @FuzzTest(maxDuration = "20s")
    void convertsAnything(FuzzedDataProvider data) {
        int piece = data.consumeInt(1, 64);
        String head = data.consumeBoolean() ? HEAD : "";
        byte[] rest = data.consumeRemainingAsBytes();
        byte[] message = new byte[head.length() + rest.length];
        for (int i = 0; i < head.length(); i++) {
            message[i] = (byte) head.charAt(i);
        }
        System.arraycopy(rest, 0, message, head.length(), rest.length);
        Survey.Finding finding = Conversions.surveyed(message, Math.max(1, message.length));
        assertThat(Conversions.surveyed(message, piece)).isEqualTo(finding);
        if (finding instanceof Survey.Finding.Plan plan) {
            byte[] converted = Conversions.rewritten(message, plan, Math.max(1, message.length));
            assertThat(Conversions.rewritten(message, plan, piece)).isEqualTo(converted);
            assertThat(EightBit.in(converted, 0, converted.length)).isFalse();
        } else {
            assertThat(finding instanceof Survey.Finding.SevenBitAlready)
                    .isEqualTo(!EightBit.in(message, 0, message.length));
        }
    }
}
