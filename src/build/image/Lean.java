import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The jar without what no container needs: the PostgreSQL in it, and native libraries, of which those for this machine
 * come to lie beside it. Made the same each time.
 *
 * <pre>java Lean.java FULL-JAR LEAN-JAR FOLDER-FOR-LIBRARIES</pre>
 */
final class Lean {
    private static final String NATIVE = "META-INF/native/";
    private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** What Netty calls the architectures that Java calls so. */
    private static final Map<String, String> SUFFIXES =
            Map.of("amd64", "linux_x86_64.so|epoll_x86_64.so", "aarch64", "linux_aarch_64.so|epoll_aarch_64.so");

    private Lean() {}

    public static void main(String[] arguments) throws IOException {
        var libraries = Files.createDirectories(Path.of(arguments[2]));
        try (var full = new ZipInputStream(Files.newInputStream(Path.of(arguments[0])));
                var lean = new ZipOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
            for (var entry = full.getNextEntry(); entry != null; entry = full.getNextEntry()) {
                var name = entry.getName();
                if (name.startsWith(NATIVE)) {
                    library(full, name.substring(NATIVE.length()), libraries);
                } else if (!name.endsWith(".txz")) {
                    var copy = new ZipEntry(name);
                    copy.setTimeLocal(ALWAYS);
                    lean.putNextEntry(copy);
                    full.transferTo(lean);
                    lean.closeEntry();
                }
            }
        }
    }

    private static void library(InputStream content, String name, Path folder) throws IOException {
        var suffixes = SUFFIXES.get(System.getProperty("os.arch"));
        if (suffixes == null) {
            throw new IOException("no libraries for " + System.getProperty("os.arch"));
        }
        if (name.matches(".*(" + suffixes.replace(".", "\\.") + ")")) {
            Files.copy(content, folder.resolve(name));
        }
    }
}
