package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is said to be missing only where that is known: else one looks for it in vain, and not at who may read it. */
class ClosedFolderTest {
    @TempDir
    Path folder;

    @Test
    void whatIsNotThereIsNotThere() {
        assertThat(PemFiles.unreadable(folder.resolve("nothing"))).startsWith("there is no file ");
    }

    /** Nobody sees the end of this, not even root, to whom no folder is closed. */
    @Test
    void aLinkToItselfIsThere() throws Exception {
        var link = folder.resolve("key.pem");
        Files.createSymbolicLink(link, link);
        assertThat(PemFiles.unreadable(link)).isEqualTo(link + " cannot be read by this user");
    }
}
