package io.vouchpost;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A table in a test: a row for each line, columns parted by {@code =>} with blanks around it. */
public final class Table {
    private Table() {}

    public static Stream<Arguments> of(String rows) {
        return rows.lines()
                .filter(row -> !row.isBlank())
                .map(row -> Arguments.of((Object[])
                        Arrays.stream(row.split(" +=>")).map(Table::cell).toArray(String[]::new)));
    }

    /** Only what stands between arrow and text is layout; blanks at the start of a row are part of it. */
    private static String cell(String text) {
        return text.startsWith(" ") ? text.substring(1) : text;
    }
}
