package io.vouchpost.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Runs both readings over octets in memory; one character stands for one octet. */
final class Conversions {

    private Conversions() {}

    static Survey.Finding surveyed(byte[] message, int piece) {
        var survey = new Survey();
        for (int from = 0; from < message.length; from += piece) {
            survey.take(Arrays.copyOfRange(message, from, Math.min(from + piece, message.length)));
        }
        return survey.finish();
    }

    static byte[] rewritten(byte[] message, Survey.Finding.Plan plan, int piece) {
        var written = new ByteArrayOutputStream();
        var rewriter = new Rewriter(plan.treatments(), new Output(written::writeBytes));
        for (int from = 0; from < message.length; from += piece) {
            rewriter.take(Arrays.copyOfRange(message, from, Math.min(from + piece, message.length)));
        }
        rewriter.finish();
        return written.toByteArray();
    }

    /** The converted message; for an impossible one the reason in angle brackets, for a 7-bit one nothing. */
    static String of(String message) {
        byte[] octets = message.getBytes(ISO_8859_1);
        Survey.Finding finding = surveyed(octets, 4096);
        if (finding instanceof Survey.Finding.Plan plan) {
            return new String(rewritten(octets, plan, 4096), ISO_8859_1);
        }
        return finding instanceof Survey.Finding.Obstacle obstacle ? "<" + obstacle.reason() + ">" : "";
    }

    /** With CRLF for each line end. */
    static String lines(String text) {
        return text.replace("\n", "\r\n");
    }
}
