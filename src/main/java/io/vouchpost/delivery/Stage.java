package io.vouchpost.delivery;

/** How far a transaction with the next hop has come. */
enum Stage {
    MAIL("MAIL FROM"),
    RCPT("RCPT TO"),
    DATA("DATA"),
    CONTENT("the message"),
    /** The final dot is on its way: from here on the next hop may have the message, whatever we hear. */
    END("the end of the message");

    private final String words;

    Stage(String words) {
        this.words = words;
    }

    /** As it stands in a log line. */
    @Override
    public String toString() {
        return words;
    }
}
