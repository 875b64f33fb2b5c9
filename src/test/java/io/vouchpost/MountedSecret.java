package io.vouchpost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;

/**
 * A Secret as the kubelet mounts and renews it: the files are symbolic links into {@code ..data}, itself a link to a directory
 * of one generation, which is swapped by one rename; the old directory is removed afterwards.
 */
final class MountedSecret {
    private final Path folder;
    private int generation;

    MountedSecret(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void publish(Map<String, String> files) throws IOException {
        var data = folder.resolve("..data");
        var before = Files.isSymbolicLink(data) ? Files.readSymbolicLink(data).toString() : "";
        var fresh = Files.createDirectory(folder.resolve("..2026_11_21_" + ++generation));
        for (var file : files.entrySet()) {
            Files.writeString(fresh.resolve(file.getKey()), file.getValue());
        }
        var link = Files.createSymbolicLink(folder.resolve("..data_tmp"), fresh.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        for (var name : files.keySet()) {
            if (!Files.isSymbolicLink(file(name))) {
                Files.createSymbolicLink(file(name), Path.of("..data", name));
            }
        }
        if (!before.isEmpty()) {
            remove(folder.resolve(before));
        }
    }

    private static void remove(Path directory) throws IOException {
        try (var found = Files.walk(directory)) {
            for (var path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
