package io.vouchpost.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The schema validator's findings in words for an operator: what is allowed, then what is there. Secrets are never
 * shown: only numbers, and strings that had to be one of a few words or of a pattern, and neither under
 * {@code writeOnly}.
 */
final class SchemaSentences {
    private static final int LONGEST_VALUE = 40;

    private final SchemaNode root;
    private final Object document;

    SchemaSentences(SchemaNode root, Object document) {
        this.root = root;
        this.document = document;
    }

    /** Empty for the findings that only say that something below them is wrong. */
    Optional<Problem> problem(OutputUnit finding) {
        var location = tokens(finding.getKeywordLocation());
        var inside = location.subList(0, Math.max(0, location.size() - 1));
        if (location.isEmpty() || inside.contains("anyOf") || inside.contains("oneOf")) {
            return Optional.empty(); // the choice as a whole is told once
        }
        var keyword = location.get(location.size() - 1);
        var place = tokens(finding.getInstanceLocation());
        return walk(inside).flatMap(node -> sentence(keyword, node, place, finding));
    }

    private Optional<Problem> sentence(String keyword, SchemaNode node, List<String> place, OutputUnit finding) {
        var pointer = pointer(place);
        var own = node.keyword("errorMessage", String.class);
        return switch (keyword) {
            case "type" -> Optional.of(new Problem(pointer, typeSentence(node, value(place))));
            case "required" -> Optional.of(new Problem(pointer + "/" + quoted(finding.getError()), "is required"));
            case "dependentRequired", "oneOf", "anyOf", "minItems", "maxItems", "uniqueItems" ->
                Optional.of(new Problem(pointer, own.orElseGet(() -> countSentence(keyword, node))));
            case "additionalProperties" -> unknownKey(node, place, quoted(finding.getError()));
            case "minimum" ->
                Optional.of(new Problem(pointer, "must be at least " + bound(node, keyword) + is(node, place)));
            case "maximum" ->
                Optional.of(new Problem(pointer, "must be at most " + bound(node, keyword) + is(node, place)));
            case "minLength" -> Optional.of(new Problem(pointer, own.orElse("must not be empty")));
            case "maxLength" ->
                Optional.of(new Problem(pointer, "must have at most " + bound(node, keyword) + " characters"));
            case "enum" -> Optional.of(new Problem(pointer, "must be " + oneOf(node.words("enum")) + is(node, place)));
            case "pattern", "format" ->
                Optional.of(new Problem(pointer, own.orElse("is not in the right form") + is(node, place)));
            default -> Optional.empty();
        };
    }

    private static String countSentence(String keyword, SchemaNode node) {
        return switch (keyword) {
            case "minItems" -> "must have at least " + bound(node, keyword) + " of them";
            case "maxItems" -> "must have at most " + bound(node, keyword) + " of them";
            case "uniqueItems" -> "must not have the same value twice";
            default -> "is none of the forms allowed here";
        };
    }

    private static String typeSentence(SchemaNode node, Optional<Object> value) {
        var types = node.keyword("type", JsonArray.class).isPresent()
                ? node.words("type")
                : List.of(node.keyword("type", String.class).orElse("value"));
        var allowed = types.stream().map(SchemaSentences::article).collect(Collectors.joining(" or "));
        var is = types.contains("integer") && value.orElse("") instanceof Number number
                ? shortened(number.toString())
                : typeOf(value);
        return "must be " + allowed + ", is " + is;
    }

    private static String article(String type) {
        return switch (type) {
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            case "object", "array" -> "an " + type;
            case "null" -> "null";
            default -> "a " + type;
        };
    }

    private static String typeOf(Optional<Object> value) {
        var found = value.orElse(Optional.empty());
        if (found instanceof String) {
            return "a string";
        } else if (found instanceof Boolean truth) {
            return truth.toString();
        } else if (found instanceof Number) {
            return "a number";
        } else if (found instanceof JsonArray || found instanceof List) {
            return "an array";
        } else if (found instanceof JsonObject || found instanceof Map) {
            return "an object";
        }
        return "null";
    }

    private static Optional<Problem> unknownKey(SchemaNode node, List<String> place, String key) {
        if (node.properties().contains(key)) {
            return Optional.empty(); // the validator counts a known key with a wrong value among the unknown too
        }
        var pointer = pointer(place.subList(0, place.size() - 1)) + pointer(List.of(key));
        var hint = Spelling.nearest(key, node.properties())
                .map(near -> "did you mean \"" + near + "\"?")
                .orElseGet(() -> "known are "
                        + listed(node.properties().stream().sorted().toList()));
        return Optional.of(new Problem(pointer, "is not a key that is known here; " + hint));
    }

    private String is(SchemaNode node, List<String> place) {
        if (node.keyword("writeOnly", Boolean.class).orElse(false)) {
            return "";
        }
        var value = value(place).orElse("");
        return value instanceof String text ? ", is \"" + shortened(text) + '"' : ", is " + shortened(value.toString());
    }

    private static String shortened(String text) {
        var clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= LONGEST_VALUE ? clean : clean.substring(0, LONGEST_VALUE) + "…";
    }

    private static String bound(SchemaNode node, String keyword) {
        return node.keyword(keyword).map(Object::toString).orElse("");
    }

    private static String oneOf(List<String> words) {
        return (words.size() > 1 ? "one of " : "") + listed(words);
    }

    private static String listed(List<String> words) {
        return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", "));
    }

    /** The key in the validator's message, the only place that has it unescaped. */
    private static String quoted(String message) {
        var from = message.indexOf('"');
        var to = message.lastIndexOf('"');
        return from < to ? message.substring(from + 1, to) : "";
    }

    private Optional<SchemaNode> walk(List<String> location) {
        var node = Optional.of(root);
        for (var token : location) {
            node = node.flatMap(here -> here.step(token));
        }
        return node;
    }

    private Optional<Object> value(List<String> place) {
        @Nullable Object value = document;
        for (var key : place) {
            if (value instanceof JsonObject object) {
                value = object.getValue(key);
            } else if (value instanceof JsonArray array
                    && key.matches("[0-9]{1,9}")
                    && Integer.parseInt(key) < array.size()) {
                value = array.getValue(Integer.parseInt(key));
            } else {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(value);
    }

    /** As they stand: known keys and indices need no escape, and an unknown key is taken from the message. */
    private static List<String> tokens(String location) {
        return Arrays.stream(location.split("/", -1)).skip(1).toList();
    }

    private static String pointer(List<String> tokens) {
        return tokens.stream()
                .map(token -> '/' + token.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }
}
