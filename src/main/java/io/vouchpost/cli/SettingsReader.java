package io.vouchpost.cli;

import io.vouchpost.config.Settings;
import java.nio.file.Path;

/** How commands come by the settings; Main hands in the one that reads the file. */
@FunctionalInterface
public interface SettingsReader {

    /**
     * @throws CommandException with all that is wrong with the file, as sentences
     */
    Settings read(Path file);
}
