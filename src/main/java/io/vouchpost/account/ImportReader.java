package io.vouchpost.account;

import io.vouchpost.account.ImportLine.Entry;
import io.vouchpost.account.ImportLine.Skipped;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

/** Reads a file of accounts in batches, and never has more than one of them in memory. Blocks. */
final class ImportReader {
    private final TextLines lines;
    private final AccountFile file;
    private final Function<Imported, Optional<String>> objection;

    /**
     * @param objection why such a credential cannot be kept here; the rest of a sentence that starts with the line
     */
    ImportReader(InputStream input, ImportFormat format, Function<Imported, Optional<String>> objection) {
        this.lines = new TextLines(input);
        this.file = format.file();
        this.objection = objection;
    }

    /** The next lines that say something, so many at most. */
    ImportBatch next(int most) throws IOException {
        var batch = new ImportBatch();
        for (int said = 0; said < most && !batch.isLast(); ) {
            var line = lines.next();
            var meaning = line.isPresent() ? read(line.get()) : file.end(lines.number());
            if (line.isEmpty()) {
                batch.end();
            }
            if (meaning.isPresent()) {
                batch.add(meaning.get());
                said++;
            }
        }
        return batch;
    }

    private Optional<ImportLine> read(TextLines.Line line) {
        if (line.text().isEmpty()) {
            return Optional.of(new Skipped(
                    line.number(),
                    Optional.empty(),
                    "is not UTF-8, or has more than " + TextLines.LONGEST + " octets"));
        }
        return file.read(line.number(), line.text().get()).map(this::unlessObjected);
    }

    private ImportLine unlessObjected(ImportLine line) {
        return line instanceof Entry entry
                ? objection
                        .apply(entry.credential())
                        .<ImportLine>map(reason -> new Skipped(entry.number(), Optional.of(entry.name()), reason))
                        .orElse(entry)
                : line;
    }

    /** Read so far. */
    long octets() {
        return lines.octets();
    }
}
