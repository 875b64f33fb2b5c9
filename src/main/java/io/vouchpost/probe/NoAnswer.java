package io.vouchpost.probe;

/** The DNS does not tell: nobody answers, or says that something is wrong there. Says nothing of the record itself. */
final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1;

    NoAnswer(String said) {
        super(said, null, false, false);
    }
}
