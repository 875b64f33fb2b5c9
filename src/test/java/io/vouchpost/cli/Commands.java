package io.vouchpost.cli;

import io.vouchpost.config.AuditSettings;
import io.vouchpost.config.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/** The command line in this JVM, with the settings of a gateway but other files. */
public final class Commands {
    private final Settings settings;
    private final StringWriter out = new StringWriter();

    public Commands(Settings settings, Path auditFile) {
        var audit = settings.audit();
        this.settings = new Settings(
                settings.hostname(),
                settings.listeners(),
                settings.tls(),
                settings.database(),
                settings.sasl(),
                settings.policy(),
                settings.guard(),
                settings.delivery(),
                settings.limits(),
                settings.admin(),
                new AuditSettings(
                        auditFile,
                        audit.rotateBytes(),
                        audit.keep(),
                        audit.retention(),
                        audit.database(),
                        audit.syslog(),
                        audit.pseudonyms()));
    }

    /** The exit code. */
    public int run(String... arguments) {
        out.getBuffer().setLength(0);
        var line = new CommandLine(new VouchpostCommand(), new CommandFactory(file -> settings));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        return line.execute(arguments);
    }

    /** What the last command wrote; also while it runs. */
    public String said() {
        return out.toString();
    }
}
