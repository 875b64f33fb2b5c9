package io.vouchpost.cli;

import io.vouchpost.config.Settings;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config}, which every command has. */
public final class ConfigurationOption {
    private final SettingsReader reader;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:VOUCHPOST_CONFIG:-conf/vouchpost.json}",
            description = "The configuration file; ${DEFAULT-VALUE} where nothing is said. VOUCHPOST_CONFIG in the"
                    + " environment says it for all commands.")
    private Path file = Path.of("conf/vouchpost.json");

    ConfigurationOption(SettingsReader reader) {
        this.reader = reader;
    }

    public Path file() {
        return file;
    }

    /**
     * What the file says.
     *
     * @throws CommandException where it cannot be read, with all its errors
     */
    public Settings load() {
        return reader.read(file);
    }
}
