package io.vouchpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What the schema of the configuration lets through as a pattern can be read as one; a grant is never half understood. */
class ConfiguredPatternTest {
    private static final JsonObject GRANT = grant();

    private static JsonObject grant() {
        try {
            return new JsonObject(Files.readString(Path.of("conf/vouchpost.schema.json")))
                    .getJsonObject("$defs")
                    .getJsonObject("grant")
                    .getJsonObject("properties");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTaken(String key, String text) {
        var items = GRANT.getJsonObject(key).getJsonObject("items");
        return text.length() <= items.getInteger("maxLength")
                && !text.isEmpty()
                && Pattern.compile(items.getString("pattern")).matcher(text).find();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("aB*@.-ßİöΩ \u0308").ofMaxLength(12),
                Arbitraries.of("*@", "*@*.", "", "a@", "a.b@").flatMap(start -> Arbitraries.strings()
                        .withChars("aB.-İ1")
                        .ofMinLength(1)
                        .ofMaxLength(8)
                        .map(start::concat)));
    }

    @Property
    void isOneForPermissionsToo(@ForAll("texts") String text) {
        for (var key : new String[] {"send", "onBehalf", "to", "notTo"}) {
            assertThat(isTaken(key, text))
                    .as("%s: %s", key, text)
                    .isEqualTo(text.equals(text.strip()) && Permission.read("send " + text) instanceof Permission);
        }
        if (isTaken("actAs", text) && !text.isBlank()) {
            assertThat(Permission.read("act-as " + text)).as(text).isInstanceOf(Permission.class);
        }
    }
}
