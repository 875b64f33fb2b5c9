package io.vouchpost.config;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON Schema in the jar: the authority on keys, defaults and bounds. */
final class Schema {
    private static final String RESOURCE = "vouchpost.schema.json";

    private final String text;

    private Schema(String text) {
        this.text = text;
    }

    static Schema ofTheJar() {
        try (var stream = Schema.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("The jar lacks " + RESOURCE);
            }
            return new Schema(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of its own: the validator writes into the one it works with. */
    SchemaNode root() {
        var json = new JsonObject(text);
        return new SchemaNode(json, json);
    }

    /** Tells whatever in the document is against the schema. */
    void check(Object document, Problems problems) {
        var options = new JsonSchemaOptions()
                .setBaseUri("vouchpost:configuration")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic);
        var result =
                Validator.create(JsonSchema.of(new JsonObject(text)), options).validate(document);
        @Nullable List<OutputUnit> errors = result.getErrors();
        if (errors != null) {
            var sentences = new SchemaSentences(root(), document);
            errors.forEach(error -> sentences.problem(error).ifPresent(p -> problems.add(p.pointer(), p.message())));
        }
    }
}
