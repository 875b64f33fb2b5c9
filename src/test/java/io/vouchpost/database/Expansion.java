package io.vouchpost.database;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a migration only adds, so that programs of the version before go on beside it: expand first, contract one version
 * later. It reads as much SQL as migrations have; what it does not know to be harmless it objects to.
 */
final class Expansion {
    private static final Pattern COMMENT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern BODY = Pattern.compile("\\$([a-z_]*)\\$.*?\\$\\1\\$", Pattern.DOTALL);
    private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'");

    private static final Pattern CREATED_TABLE = Pattern.compile("create table (?:if not exists )?([a-z_0-9]+).*");
    private static final Pattern UNIQUE_INDEX =
            Pattern.compile("create unique index (?:concurrently )?(?:if not exists )?[a-z_0-9]+ on ([a-z_0-9]+).*");
    private static final Pattern ALTERED_TABLE =
            Pattern.compile("alter table (?:if exists )?(?:only )?([a-z_0-9]+) (.*)");
    private static final Pattern ADDED_COLUMN = Pattern.compile(
            "add (?:column )?(?!constraint|check|unique|primary" + "|foreign|exclude)(?:if not exists )?[a-z_0-9]+ .*");

    /** Whoever replaces a function says that it means the same to those who call it already. */
    private static final Pattern SAME_MEANING = Pattern.compile(
            "--\\s*Replaced with the same meaning: [^\\n]+\\n(?:--[^\\n]*\\n)*CREATE OR REPLACE FUNCTION ");

    /** Whoever drops something says since when nobody uses it: not even the version before. */
    private static final Pattern UNUSED = Pattern.compile(
            "--\\s*Unused since [^\\n]+\\n(?:--[^\\n]*\\n)*(?:DROP|ALTER TABLE [a-z_0-9]+ DROP) [^;]*;");

    /** How statements begin that the version before does not notice. */
    private static final List<String> HARMLESS = List.of(
            "create table ",
            "create index ",
            "create unique index ", // of a table of its own, which is looked at
            "create function ",
            "create procedure ",
            "create trigger ",
            "create sequence ",
            "create type ",
            "create view ",
            "comment on ",
            "insert into ",
            "update ", // fills what is new
            "select ",
            "do ");

    /** What statements must not do, and why not. */
    private static final List<Rule> FORBIDDEN = List.of(
            new Rule("drop .*", "drops what the version before may use: leave it for one version"),
            new Rule("alter .* rename .*", "renames: add the new one, and drop the old one a version later"),
            new Rule("alter table .*[ ,]drop .*", "drops what the version before may use: leave it for one version"),
            new Rule("alter table .* alter (column )?.*", "changes a column: add another one"),
            new Rule("alter type .*", "changes a type: make another one"),
            new Rule("create or replace .*", "replaces what the version before calls: give the new one another name"),
            new Rule("truncate .*", "empties what the version before has filled"),
            new Rule("delete .*", "removes what the version before has written"));

    private Expansion() {}

    private record Rule(Pattern pattern, String objection) {
        Rule(String pattern, String objection) {
            this(Pattern.compile(pattern), objection);
        }
    }

    /** What is against it, as sentences with the statement in question; empty where all is well. */
    static List<String> objections(String script) {
        var found = new ArrayList<String>();
        var own = new HashSet<String>();
        for (var statement : statements(excused(script))) {
            var created = CREATED_TABLE.matcher(statement);
            if (created.matches()) {
                own.add(created.group(1));
            }
            objection(statement, own).forEach(objection -> found.add(shortened(statement) + ": " + objection));
        }
        return found;
    }

    private static String excused(String script) {
        return UNUSED.matcher(SAME_MEANING.matcher(script).replaceAll("CREATE FUNCTION "))
                .replaceAll("");
    }

    private static List<String> objection(String statement, Set<String> own) {
        var altered = ALTERED_TABLE.matcher(statement);
        if (altered.matches() && own.contains(altered.group(1))) {
            return List.of(); // nobody else knows it yet
        }
        var broken = FORBIDDEN.stream()
                .filter(rule -> rule.pattern().matcher(statement).matches())
                .map(Rule::objection)
                .findFirst();
        if (broken.isPresent()) {
            return broken.stream().toList();
        }
        return altered.matches() ? additions(altered) : others(statement, own);
    }

    private static List<String> additions(Matcher altered) {
        var found = new ArrayList<String>();
        for (var action : actions(altered.group(2))) {
            if (!ADDED_COLUMN.matcher(action).matches()) {
                found.add("adds no column: what the version before writes may not fit any more");
            } else if (action.contains(" not null")
                    && !action.contains(" default ")
                    && !action.contains(" generated ")) {
                found.add("a column that must have a value, which the version before does not give: add a default");
            }
        }
        return found;
    }

    private static List<String> others(String statement, Set<String> own) {
        var unique = UNIQUE_INDEX.matcher(statement);
        if (unique.matches() && !own.contains(unique.group(1))) {
            return List.of("what the version before writes may not be unique");
        }
        return HARMLESS.stream().anyMatch(statement::startsWith)
                ? List.of()
                : List.of("is not known to be harmless for the version before");
    }

    /** Without comments, texts and bodies of functions; in lower case, with single spaces. */
    private static List<String> statements(String script) {
        var bare = TEXT.matcher(
                        BODY.matcher(COMMENT.matcher(script).replaceAll(" ")).replaceAll("''"))
                .replaceAll("''");
        var found = new ArrayList<String>();
        for (var statement : bare.split(";", -1)) {
            var plain = statement.replaceAll("\\s+", " ").trim().toLowerCase(Locale.ROOT);
            if (!plain.isEmpty()) {
                found.add(plain);
            }
        }
        return found;
    }

    /** Between commas, but not those in parentheses. */
    private static List<String> actions(String text) {
        var found = new ArrayList<String>();
        var action = new StringBuilder();
        int depth = 0;
        for (char c : text.toCharArray()) {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                found.add(action.toString().trim());
                action.setLength(0);
            } else {
                action.append(c);
            }
        }
        found.add(action.toString().trim());
        return found;
    }

    private static String shortened(String statement) {
        return statement.length() > 80 ? statement.substring(0, 80) + "…" : statement;
    }
}
