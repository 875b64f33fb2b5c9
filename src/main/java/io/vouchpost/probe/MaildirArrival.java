package io.vouchpost.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A mailbox on this machine, as a maildir: whether a message with this Message-ID has come. */
public record MaildirArrival(Path maildir, Instant notBefore) implements Arrival {
    /** The header fields are within. */
    private static final int HEAD = 64 * 1024;

    /** In a full mailbox the newest count; what is older than the probe is not opened at all. */
    private static final int MOST_OPENED = 1_000;

    private static final long CLOCKS_DIFFER_SECONDS = 60;

    @Override
    public String place() {
        return "the maildir " + maildir;
    }

    @Override
    public Optional<Sighting> look(Submitted message) {
        for (var part : List.of("new", "cur")) {
            try {
                if (isIn(maildir.resolve(part), message.letter().messageId())) {
                    return Optional.of(new Sighting(Outcome.OK, "it is in " + place(), ""));
                }
            } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
                return Optional.of(new Sighting(
                        Outcome.FAILED,
                        place() + " cannot be read: " + e.getMessage(),
                        "give the folder above new and cur"));
            }
        }
        return Optional.empty();
    }

    private boolean isIn(Path folder, String messageId) throws IOException {
        int opened = 0;
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (isYoung(file) && opened++ < MOST_OPENED && head(file).contains(messageId)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isYoung(Path file) {
        try {
            return Files.isRegularFile(file)
                    && !Files.getLastModifiedTime(file)
                            .toInstant()
                            .isBefore(notBefore.minusSeconds(CLOCKS_DIFFER_SECONDS));
        } catch (IOException moved) {
            return false;
        }
    }

    private static String head(Path file) {
        try (var input = Files.newInputStream(file)) {
            return new String(input.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        } catch (IOException moved) {
            return "";
        }
    }
}
