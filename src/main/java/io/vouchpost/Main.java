package io.vouchpost;

import io.vouchpost.cli.CommandException;
import io.vouchpost.cli.CommandFactory;
import io.vouchpost.cli.ServeCommand;
import io.vouchpost.cli.VouchpostCommand;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.InvalidConfiguration;
import io.vouchpost.config.Settings;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Where it starts: the command line. */
public final class Main {
    private static final String SERVE = "serve";

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /** The commands; for {@code serve} that one alone, since to describe all the others takes it longer than to start. */
    static CommandLine commandLine(String... args) {
        var factory = new CommandFactory(Main::settings);
        var line = args.length > 0 && args[0].equals(SERVE)
                ? new CommandLine(CommandSpec.create()
                        .name(VouchpostCommand.NAME)
                        .addSubcommand(SERVE, new CommandLine(new ServeCommand(), factory)))
                : new CommandLine(new VouchpostCommand(), factory);
        return line.setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static Settings settings(Path file) {
        try {
            return new ConfigurationFile(file, System::getenv).read();
        } catch (InvalidConfiguration e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }
}
