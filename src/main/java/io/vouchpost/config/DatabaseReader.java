package io.vouchpost.config;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** The key {@code database}. */
final class DatabaseReader {
    private final Section section;

    DatabaseReader(Section section) {
        this.section = section;
    }

    DatabaseSettings read() {
        var connections = section.integer("connections");
        if (!section.json().containsKey("uri")) {
            if (section.has("password")) {
                section.problem("password", "is for a database with \"uri\"; the embedded one has none");
            }
            if (section.sound("migrate") && !section.flag("migrate")) {
                section.problem(
                        "migrate", "is for a database with \"uri\"; the embedded one is always brought up to date");
            }
            return new DatabaseSettings.Embedded(
                    section.sectionOrDefaults("embedded").path("directory"), connections);
        }
        var uri = section.text("uri");
        if (section.sound("uri")) {
            check(uri);
        }
        return new DatabaseSettings.External(uri, section.secret("password"), connections, section.flag("migrate"));
    }

    /** The URI is shown nowhere: a password may stand in it. */
    private void check(String text) {
        try {
            var uri = new URI(text);
            @Nullable String user = uri.getRawUserInfo();
            @Nullable String query = uri.getRawQuery();
            if ((user != null && user.contains(":")) || (query != null && query.matches("(?i)(.*&)?password=.*"))) {
                section.problem("uri", "has a password in it; put it into \"password\" beside it");
            } else if (uri.getHost() == null) {
                section.problem("uri", "lacks a host; it must be like \"postgresql://user@host:5432/database\"");
            } else if (uri.getPath().length() < 2) {
                section.problem(
                        "uri", "lacks the database's name; it must be like \"postgresql://user@host:5432/database\"");
            }
        } catch (URISyntaxException e) {
            section.problem("uri", "must be like \"postgresql://user@host:5432/database\"");
        }
    }
}
