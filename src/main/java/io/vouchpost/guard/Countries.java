package io.vouchpost.guard;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import io.vouchpost.address.AddressBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which country an address is in, by a GeoIP database in MaxMind's format: never asks anybody. It is read into memory, so
 * that a file that is written over while it is in use does no harm. Safe for all threads.
 */
public final class Countries implements AutoCloseable {
    /** It stands in the heap whole; databases of countries have about ten mebibytes, those of cities a hundred. */
    private static final long LARGEST = 512L << 20;

    /** Somewhere in each real database: a file whose tree or data is broken shows it there. */
    private static final List<String> SAMPLES =
            List.of("1.1.1.1", "8.8.8.8", "193.0.0.1", "203.0.113.1", "2001:4860:4860::8888", "2a00::1");

    private final Reader reader;

    private Countries(Reader reader) {
        this.reader = reader;
    }

    /**
     * Blocks.
     *
     * @throws UnusableGeoip when the file is none, or cannot be read
     */
    public static Countries open(Path file) throws UnusableGeoip {
        try {
            if (Files.size(file) > LARGEST) {
                throw new UnusableGeoip(file + " is too large: a database of countries is enough");
            }
            var countries = new Countries(new Reader(file.toFile(), Reader.FileMode.MEMORY, new CHMCache()));
            for (var sample : SAMPLES) {
                countries.lookUp(sample);
            }
            return countries;
        } catch (IOException | RuntimeException e) { // the reader throws whatever damaged octets lead it to
            throw new UnusableGeoip(
                    Files.isReadable(file)
                            ? file + " is no GeoIP database in MaxMind DB format, or a damaged one: " + e.getMessage()
                            : file + " cannot be read");
        }
    }

    /**
     * Such as {@code DE}, by ISO 3166-1; empty for a private address, for one that the database does not have, and for what
     * is no address.
     */
    public Optional<String> of(String address) {
        try {
            return lookUp(address);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // damaged just there, or closed meanwhile
        }
    }

    private Optional<String> lookUp(String address) throws IOException {
        var block = AddressBlock.of(address).filter(it -> !it.isPrivate());
        if (block.isEmpty()) {
            return Optional.empty();
        }
        var literal = InetAddress.getByName(block.get().toString());
        if (reader.getMetadata().getIpVersion() == 4 && literal.getAddress().length > 4) {
            return Optional.empty();
        }
        return country(reader.get(literal, Map.class));
    }

    /** Either as MaxMind has it, an object with {@code iso_code}; or as others have it, just the code. */
    private static Optional<String> country(@Nullable Map<?, ?> found) {
        if (found == null) {
            return Optional.empty();
        }
        var country = found.get("country") instanceof Map<?, ?> object ? object.get("iso_code") : found.get("country");
        return code(country).or(() -> code(found.get("country_code")));
    }

    private static Optional<String> code(@Nullable Object value) {
        return value instanceof String text && text.matches("[A-Za-z]{2}")
                ? Optional.of(text.toUpperCase(Locale.ROOT))
                : Optional.empty();
    }

    /** From now on no address is in any country. */
    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }
}
