package io.vouchpost.smtp;

/** What is said of a message for what is in it, at its end; the rest is in {@link Replies}. */
public final class ContentReplies {
    private ContentReplies() {}

    public static Reply messageTooLarge(long limit) {
        return Reply.of(552, "5.3.4", "Message too large: at most " + limit + " octets");
    }

    public static Reply headerTooLarge() {
        return Reply.of(552, "5.3.4", "The header of the message is too large");
    }

    public static Reply badLineEnd() {
        return Reply.of(554, "5.6.0", "The message has a CR or LF by itself: lines end in CR LF (RFC 5321)");
    }

    public static Reply nulOctet() {
        return Reply.of(554, "5.6.0", "The message has a NUL octet: send binary parts in base64");
    }

    /** Its first line would become part of the trace field that we put in front (RFC 5322 §2.2.3). */
    public static Reply beginsFolded() {
        return Reply.of(554, "5.6.0", "The message begins with a space or tab: its first line must be a header field");
    }

    public static Reply loop() {
        return Reply.of(554, "5.4.6", "This message goes in circles: too many Received fields");
    }

    public static Reply forgedResults() {
        return Reply.of(554, "5.6.0", "Too many Authentication-Results fields in the name of this server");
    }

    public static Reply authorsUnclear(String field) {
        return Reply.of(550, "5.7.1", "The " + field + " field of the message cannot be read as addresses");
    }

    public static Reply noAuthor() {
        return Reply.of(550, "5.7.1", "The message must have exactly one From field");
    }
}
