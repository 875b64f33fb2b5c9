package io.vouchpost.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountriesTest {
    @TempDir
    private Path folder;

    private Path file() throws Exception {
        return new GeoipFile()
                .put("192.0.2.0/24", "DE")
                .put("198.51.100.0/25", "BR")
                .put("2001:db8:1::/48", "AT")
                .put("10.0.0.0/8", "XX")
                .writeTo(folder.resolve("geoip.mmdb"));
    }

    @Test
    void anAddressIsInTheCountryOfItsNetwork() throws Exception {
        try (var countries = Countries.open(file())) {
            assertThat(countries.of("192.0.2.7")).contains("DE");
            assertThat(countries.of("::ffff:192.0.2.7")).contains("DE");
            assertThat(countries.of("198.51.100.127")).contains("BR");
            assertThat(countries.of("198.51.100.128")).isEmpty();
            assertThat(countries.of("2001:db8:1::25")).contains("AT");
            assertThat(countries.of("2001:db8:2::25")).isEmpty();
        }
    }

    @Test
    void privateAddressesAreNowhereWhateverTheFileSays() throws Exception {
        try (var countries = Countries.open(file())) {
            assertThat(countries.of("10.0.0.1")).isEmpty();
            assertThat(countries.of("127.0.0.1")).isEmpty();
            assertThat(countries.of("fe80::1")).isEmpty();
            assertThat(countries.of("not.an.address.example")).isEmpty();
            assertThat(countries.of("")).isEmpty();
        }
    }

    @Test
    void whatIsNoDatabaseIsSaidToBeNone() throws Exception {
        var text = Files.writeString(folder.resolve("text"), "DE 192.0.2.0/24\n");
        assertThatThrownBy(() -> Countries.open(text))
                .isInstanceOf(UnusableGeoip.class)
                .hasMessageContaining("text is no GeoIP database");
        assertThatThrownBy(() -> Countries.open(folder.resolve("missing")))
                .isInstanceOf(UnusableGeoip.class)
                .hasMessageEndingWith("missing cannot be read");
    }

    @Test
    void aFileThatWasCutIsNone() throws Exception {
        var octets = Files.readAllBytes(file());
        for (int length = 0; length < octets.length; length += 7) {
            var cut = Files.write(folder.resolve("cut"), Arrays.copyOf(octets, length));
            assertThatThrownBy(() -> Countries.open(cut)).isInstanceOf(UnusableGeoip.class);
        }
    }

    @Test
    void writingOverTheFileDoesNoHarmAndAClosedOneKnowsNothing() throws Exception {
        var file = file();
        try (var countries = Countries.open(file)) {
            Files.writeString(file, "");
            assertThat(countries.of("192.0.2.7")).contains("DE");
            countries.close();
            assertThat(countries.of("192.0.2.7")).isEmpty();
        }
    }
}
