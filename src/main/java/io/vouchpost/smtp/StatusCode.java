package io.vouchpost.smtp;

/**
 * A reply code with its enhanced status code (RFC 3463, 5248).
 *
 * @param basic the three-digit reply code of RFC 5321 §4.2
 * @param enhanced such as {@code 5.7.1}; empty for replies that have none (220, 334, 354 and the reply to EHLO)
 */
public record StatusCode(int basic, String enhanced) {

    public StatusCode {
        if (basic < 200 || basic > 559) {
            throw new IllegalArgumentException("not a reply code: " + basic);
        }
    }

    public boolean isPermanent() {
        return basic >= 500;
    }

    public boolean isTransient() {
        return basic >= 400 && basic < 500;
    }

    @Override
    public String toString() {
        return enhanced.isEmpty() ? Integer.toString(basic) : basic + " " + enhanced;
    }
}
