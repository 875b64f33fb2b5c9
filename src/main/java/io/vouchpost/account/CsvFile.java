package io.vouchpost.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Values with commas between (RFC 4180), a record a line. The first line names the columns, in any order: {@code name},
 * {@code hash} as in {@link StoredPassword}, and where wanted {@code identities}, with semicolons between.
 */
final class CsvFile implements AccountFile {
    private List<String> columns = List.of();

    @Override
    public Optional<ImportLine> read(long number, String text) {
        if (columns.isEmpty()) {
            return header(number, text);
        }
        if (text.isBlank()) {
            return Optional.empty();
        }
        var values = values(text);
        if (values.isEmpty() || values.get().size() != columns.size()) {
            return Optional.of(new ImportLine.Skipped(
                    number, Optional.empty(), "has not the " + columns.size() + " values that the first line names"));
        }
        return Optional.of(record(number, values.get()));
    }

    private Optional<ImportLine> header(long number, String text) {
        var names = values(text).orElse(List.of()).stream()
                .map(it -> it.strip().toLowerCase(Locale.ROOT))
                .toList();
        if (!names.contains("name") || !names.contains("hash")) {
            return Optional.of(new ImportLine.Foreign(number, "must name the columns: name,hash,identities"));
        }
        columns = names;
        return Optional.empty();
    }

    private ImportLine record(long number, List<String> values) {
        var identities = new ArrayList<Identity>();
        int column = columns.indexOf("identities");
        var typed = column < 0 ? "" : values.get(column);
        for (var one : typed.split(";", -1)) {
            var identity = Identity.of(one);
            identity.ifPresent(identities::add);
            if (identity.isEmpty() && !one.isBlank()) {
                return new ImportLine.Skipped(
                        number, Optional.empty(), "has an identity that is no address and no *@domain");
            }
        }
        return ImportLine.of(
                number,
                values.get(columns.indexOf("name")),
                true,
                identities.isEmpty() ? Optional.empty() : Optional.of(identities),
                values.get(columns.indexOf("hash")));
    }

    /** Empty where a quote has no end or stands in the midst of a value. */
    private static Optional<List<String>> values(String text) {
        var values = new ArrayList<String>();
        for (int at = 0; at <= text.length(); at++) {
            if (text.startsWith("\"", at)) {
                var value = new StringBuilder();
                int close = text.indexOf('"', at + 1);
                while (close >= 0 && text.startsWith("\"\"", close)) {
                    value.append(text, at + 1, close + 1);
                    at = close + 1;
                    close = text.indexOf('"', at + 1);
                }
                if (close < 0 || (close + 1 < text.length() && text.charAt(close + 1) != ',')) {
                    return Optional.empty();
                }
                values.add(value.append(text, at + 1, close).toString());
                at = close + 1;
            } else {
                int comma = text.indexOf(',', at);
                int end = comma < 0 ? text.length() : comma;
                var value = text.substring(at, end);
                if (value.contains("\"")) {
                    return Optional.empty();
                }
                values.add(value);
                at = end;
            }
        }
        return Optional.of(values);
    }
}
