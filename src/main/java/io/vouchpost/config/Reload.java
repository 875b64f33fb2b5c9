package io.vouchpost.config;

import java.util.List;

/** What came of looking at the configuration file and the files it names. */
public sealed interface Reload {

    /** All is as it runs. */
    record Unchanged() implements Reload {}

    /** Something is new: {@link SettingsChange#effective} is in force. */
    record Changed(SettingsChange change) implements Reload {}

    /** The file is wrong now, or what it says could not be put in force; what runs stays as it is. */
    record Refused(List<Problem> problems) implements Reload {}
}
