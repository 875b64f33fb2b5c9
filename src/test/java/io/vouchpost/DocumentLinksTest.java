package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whoever follows a link in a page finds something there. */
class DocumentLinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Path INDEX = Path.of("docs/README.md");

    private final List<Document> pages = pages();

    private static List<Document> pages() {
        try {
            return Document.all();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> links(Document page) {
        return LINK.matcher(CODE.matcher(String.join("\n", page.prose())).replaceAll("`code`"))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /** What GitHub makes of a heading; of the same one again, it counts. */
    private static TreeSet<String> anchors(Document page) {
        var seen = new HashMap<String, Integer>();
        var anchors = new TreeSet<String>();
        for (var line : page.prose()) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                var text = heading.group(1).replaceAll("\\[([^]]*)\\]\\([^)]*\\)", "$1");
                var anchor = text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                int before = seen.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
        }
        return anchors;
    }

    private static Path target(Document page, String link) {
        var path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    }

    @Test
    void leadSomewhere() {
        Map<Path, Document> known = pages.stream().collect(Collectors.toMap(Document::file, page -> page));
        var lost = new ArrayList<String>();
        int followed = 0;
        for (var page : pages) {
            for (var link : links(page)) {
                followed++;
                var target = target(page, link);
                var anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
                var there = known.get(target);
                if (!Files.exists(target)) {
                    lost.add(page.file() + ": " + link + " is not there");
                } else if (!anchor.isEmpty() && there != null && !anchors(there).contains(anchor)) {
                    lost.add(page.file() + ": " + link + " has no such heading; there are " + anchors(there));
                }
            }
        }
        assertThat(lost).isEmpty();
        assertThat(followed).isGreaterThan(100);
    }

    @Test
    void theHandbookNamesEachPage() throws Exception {
        var named = links(Document.read(INDEX)).stream()
                .map(link -> INDEX.resolveSibling(link.replaceFirst("#.*", "")).normalize())
                .collect(Collectors.toSet());
        assertThat(pages)
                .map(Document::file)
                .filteredOn(file -> file.startsWith("docs") && !file.startsWith("docs/adr") && !file.equals(INDEX))
                .allSatisfy(file -> assertThat(named).contains(file));
    }

    @Test
    void headingsBecomeAnchorsAsGitHubMakesThem() throws Exception {
        var page = Files.createTempFile("page", ".md");
        try {
            Files.writeString(
                    page, "# At 3 a.m.\n\n## What `250` means\n\n## Same\n\n## Same\n\n```\n# not this\n```\n");
            assertThat(anchors(Document.read(page))).containsExactly("at-3-am", "same", "same-1", "what-250-means");
        } finally {
            Files.delete(page);
        }
    }
}
