package io.vouchpost;

import io.vouchpost.cli.CommandException;
import io.vouchpost.cli.CommandFactory;
import io.vouchpost.cli.VouchpostCommand;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.InvalidConfiguration;
import io.vouchpost.config.Settings;
import java.nio.file.Path;
import picocli.CommandLine;

/** Where it starts: the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new VouchpostCommand(), new CommandFactory(Main::settings))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static Settings settings(Path file) {
        try {
            return new ConfigurationFile(file, System::getenv).read();
        } catch (InvalidConfiguration e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }
}
