package io.vouchpost.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file's octets as a JSON document. Stricter than most readers: UTF-8 only, no key twice, bounded depth. What is
 * wrong is told with line and column, and never by quoting the file: a secret without its quotes may stand there.
 */
final class JsonText {
    private static final int DEEPEST = 64;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private JsonText() {}

    /** The document, or empty with the problem told. */
    static Optional<Object> parse(byte[] octets, Problems problems) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
            return decode(text.startsWith("\uFEFF") ? text.substring(1) : text, problems);
        } catch (CharacterCodingException e) {
            problems.add("", "is not UTF-8 text");
            return Optional.empty();
        }
    }

    private static Optional<Object> decode(String text, Problems problems) {
        if (text.isBlank()) {
            problems.add("", "is empty; it must be an object, as in {\"hostname\": …}");
            return Optional.empty();
        }
        try {
            @Nullable Object document = JacksonCodec.fromParser(JSON.createParser(text), Object.class);
            if (document == null) {
                problems.add("", "must be an object, is null");
            }
            return Optional.ofNullable(document);
        } catch (DecodeException e) {
            problems.add(
                    "", e.getCause() instanceof JsonProcessingException cause ? told(cause) : "goes on after its end");
        } catch (IOException e) {
            problems.add("", "is not JSON");
        }
        return Optional.empty();
    }

    private static String told(JsonProcessingException e) {
        @Nullable JsonLocation location = e.getLocation();
        var place = location == null
                ? ""
                : String.format(Locale.ROOT, "line %d, column %d: ", location.getLineNr(), location.getColumnNr());
        return place + sentence(e);
    }

    private static String sentence(JsonProcessingException e) {
        var original = String.valueOf(e.getOriginalMessage());
        if (e instanceof JsonEOFException) {
            return "the JSON ends before it is complete";
        }
        if (e instanceof StreamConstraintsException) {
            return String.format(Locale.ROOT, "is nested deeper than %d levels or has a value too long", DEEPEST);
        }
        if (original.startsWith("Duplicate field")) {
            return "this key stands twice in one object: " + original.substring("Duplicate field ".length());
        }
        if (original.startsWith("Unexpected character ('/'") || original.startsWith("Unexpected character ('#'")) {
            return "JSON has no comments";
        }
        if (original.startsWith("Unexpected character ('}'") || original.startsWith("Unexpected character (']'")) {
            return "a bracket closes here, after a comma too many or where a value is missing";
        }
        if (original.startsWith("Unexpected character")) {
            return "JSON does not go on like this: a comma, a colon or a quote is missing or too many";
        }
        if (original.startsWith("Unrecognized token")) {
            return "a word is neither true, false, null nor in double quotes";
        }
        return "this is not JSON";
    }
}
