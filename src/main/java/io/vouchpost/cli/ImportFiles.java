package io.vouchpost.cli;

import io.vouchpost.account.ImportCounts;
import io.vouchpost.account.ImportListener;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file that accounts are imported from, and the one that tells which were not; open for one import. */
final class ImportFiles implements ImportListener, AutoCloseable {
    private static final String STANDARD_INPUT = "-";

    private final InputStream input;
    private final Optional<Writer> report;
    private final FileProgress progress;
    private final ImportOutcome outcome;

    private ImportFiles(InputStream input, Optional<Writer> report, FileProgress progress, ImportOutcome outcome) {
        this.input = input;
        this.report = report;
        this.progress = progress;
        this.outcome = outcome;
    }

    static ImportFiles open(String file, Optional<Path> report, FileProgress progress, ImportOutcome outcome) {
        try {
            if (!file.equals(STANDARD_INPUT)
                    && (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file)))) {
                throw new CommandException("There is no file " + file + " that can be read.");
            }
            var writer = report.isPresent()
                    ? Optional.<Writer>of(Files.newBufferedWriter(report.get()))
                    : Optional.<Writer>empty();
            if (writer.isPresent()) {
                writer.get().write("line,name,reason\n");
            }
            if (file.equals(STANDARD_INPUT)) {
                progress.start(0);
                return new ImportFiles(new BufferedInputStream(System.in), writer, progress, outcome);
            }
            progress.start(Files.size(Path.of(file)));
            return new ImportFiles(
                    new BufferedInputStream(Files.newInputStream(Path.of(file))), writer, progress, outcome);
        } catch (IOException e) {
            throw new CommandException("A file cannot be opened: " + e);
        }
    }

    InputStream input() {
        return input;
    }

    @Override
    public void progressed(long octets, ImportCounts counts) {
        progress.at(octets, counts.added() + " added");
    }

    @Override
    public void skipped(long line, String name, String reason) {
        outcome.skipped(line, name, reason);
        report(line, name, reason);
    }

    @Override
    public void alreadyThere(long line, String name) {
        report(line, name, "is there already");
    }

    /** Names have no control characters, reasons no quotes. */
    private void report(long line, String name, String reason) {
        if (report.isPresent()) {
            try {
                report.get().write(line + ",\"" + name.replace("\"", "\"\"") + "\",\"" + reason + "\"\n");
            } catch (IOException e) {
                throw new CommandException("The report cannot be written: " + e);
            }
        }
    }

    /** Ends the progress bar too. */
    @Override
    public void close() throws IOException {
        progress.close();
        input.close();
        if (report.isPresent()) {
            report.get().close();
        }
    }
}
