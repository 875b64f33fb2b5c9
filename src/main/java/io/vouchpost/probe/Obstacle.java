package io.vouchpost.probe;

/** Why a conversation cannot go on; the message is a sentence for a person, without secrets. */
final class Obstacle extends Exception {
    private static final long serialVersionUID = 1;

    private final String remedy;

    Obstacle(String said, String remedy) {
        super(said, null, false, false);
        this.remedy = remedy;
    }

    /** What to do; empty where nobody knows. */
    String remedy() {
        return remedy;
    }
}
