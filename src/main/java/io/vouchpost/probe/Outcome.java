package io.vouchpost.probe;

import java.util.Locale;

/** How a step went; from the best to the worst. */
public enum Outcome {
    /** Not looked at, and why. */
    SKIPPED,
    OK,
    /** It works, but somebody should know. */
    WARN,
    FAILED;

    /** As JSON has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
