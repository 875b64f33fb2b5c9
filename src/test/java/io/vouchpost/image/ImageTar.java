package io.vouchpost.image;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A container image in the form in which {@code docker save} writes it.
 *
 * @param config with which it is run, and its history
 * @param entries of all layers, the lowest first
 */
record ImageTar(JsonObject config, List<TarArchiveEntry> entries) {
    static ImageTar read(Path file) throws IOException {
        var files = new HashMap<String, byte[]>();
        try (var tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), tar.readAllBytes());
            }
        }
        var manifest = new JsonArray(text(files, "manifest.json")).getJsonObject(0);
        var entries = new ArrayList<TarArchiveEntry>();
        for (var layer : manifest.getJsonArray("Layers")) {
            entries.addAll(entries(files.get((String) layer)));
        }
        return new ImageTar(new JsonObject(text(files, manifest.getString("Config"))), entries);
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }

    private static List<TarArchiveEntry> entries(byte[] layer) throws IOException {
        boolean zipped = layer[0] == 0x1f && layer[1] == (byte) 0x8b;
        InputStream octets = new ByteArrayInputStream(layer);
        var entries = new ArrayList<TarArchiveEntry>();
        try (var tar = new TarArchiveInputStream(zipped ? new GZIPInputStream(octets) : octets)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
