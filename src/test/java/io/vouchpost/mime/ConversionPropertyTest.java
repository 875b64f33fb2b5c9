package io.vouchpost.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.mime.Leaves.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random trees of MIME, the converted message read by another parser. */
class ConversionPropertyTest {

    private static final String[] ENCODINGS = {
        "",
        "Content-Transfer-Encoding: 8bit\r\n",
        "Content-Transfer-Encoding: binary\r\n",
        "content-transfer-encoding: (so to say)\r\n\t7Bit\r\n"
    };
    private static final String[] TYPES = {
        "",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Type: TEXT/HTML\r\n",
        "Content-Type: application/octet-stream;\r\n name=\"a; boundary=x\"\r\n",
        "Content-Type: image/png\r\n"
    };
    private static final String[] PIECES = {
        "",
        " ",
        "\t",
        ".",
        "..",
        "-",
        "--",
        "--=_1",
        "=",
        "=3D",
        "From ",
        "a",
        "\u00e4",
        "\u00ff\u0080",
        "\f",
        "word ",
        "x".repeat(70)
    };

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void convertedMessageIsSevenBitAndMeansTheSame(
            @ForAll("trees") Tree tree, @ForAll @IntRange(min = 1, max = 300) int piece) {
        byte[] message = tree.message();
        Survey.Finding finding = Conversions.surveyed(message, piece);
        if (!tree.hasEightBit()) {
            assertThat(finding).isInstanceOf(Survey.Finding.SevenBitAlready.class);
            return;
        }
        assertThat(finding).as(Tree.shown(message)).isInstanceOf(Survey.Finding.Plan.class);
        byte[] converted = Conversions.rewritten(message, (Survey.Finding.Plan) finding, piece);
        String text = new String(converted, ISO_8859_1);
        assertThat(Tree.isEightBit(text)).isFalse();
        assertThat(text.split("\r\n")).allMatch(line -> line.length() <= 998);
        List<Leaf> before = Leaves.of(message);
        List<Leaf> after = Leaves.of(converted);
        assertThat(after)
                .extracting(Leaf::type)
                .isEqualTo(before.stream().map(Leaf::type).toList());
        assertThat(after)
                .extracting(Leaf::body)
                .isEqualTo(before.stream().map(Leaf::body).toList());
        assertThat(rest(converted, after, before)).isEqualTo(rest(message, before, before));
    }

    /** Lines deleted, doubled, cut or swapped: it is not converted, or still means the same. */
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void damagedMessageMeansAfterwardsWhatItMeantBefore(
            @ForAll("trees") Tree tree,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 100_000) Integer> damages) {
        var lines = new ArrayList<>(List.of(new String(tree.message(), ISO_8859_1).split("\r\n", -1)));
        damages.forEach(damage -> damage(lines, damage % 5, damage / 5));
        byte[] message = String.join("\r\n", lines).concat("\r\n").getBytes(ISO_8859_1);
        Optional<List<Leaf>> before = Leaves.ifReadable(message);
        if (before.isPresent() && Conversions.surveyed(message, 8192) instanceof Survey.Finding.Plan plan) {
            byte[] converted = Conversions.rewritten(message, plan, 8192);
            assertThat(Leaves.of(converted))
                    .as("%s%n------ became%n%s", Tree.shown(message), Tree.shown(converted))
                    .extracting(Leaf::body)
                    .isEqualTo(before.get().stream().map(Leaf::body).toList());
        }
    }

    private static void damage(List<String> lines, int how, int where) {
        int at = where % lines.size();
        int other = (where / 7) % lines.size();
        switch (how) {
            case 0 -> lines.remove(at == 0 ? lines.size() - 1 : at);
            case 1 -> lines.add(at, lines.get(other));
            case 2 -> lines.set(at, lines.get(at).substring(lines.get(at).length() / 2));
            case 3 -> lines.set(at, lines.get(at).substring(0, lines.get(at).length() / 2));
            default -> lines.add(at, "");
        }
    }

    /** The message without the bodies that had to be encoded, and without what is said of the encoding. */
    private static String rest(byte[] message, List<Leaf> leaves, List<Leaf> original) {
        var text = new String(message, ISO_8859_1);
        var rest = new StringBuilder();
        int at = 0;
        for (int i = 0; i < leaves.size(); i++) {
            if (Tree.isEightBit(original.get(i).raw())) {
                int body = text.indexOf("\r\n\r\n" + leaves.get(i).raw(), at) + 4;
                assertThat(body).isGreaterThan(3);
                rest.append(text, at, body).append("[encoded]");
                at = body + leaves.get(i).raw().length();
            }
        }
        return rest.append(text.substring(at))
                .toString()
                .replaceAll("(?i)content-transfer-encoding:.*\r\n([ \t].*\r\n)*", "")
                .replaceAll("[\u0080-\u00ff]", "?");
    }

    @Provide
    Arbitrary<Tree> trees() {
        return tree(3);
    }

    private Arbitrary<Tree> tree(int depth) {
        if (depth == 0) {
            return leaf();
        }
        return Arbitraries.oneOf(leaf(), multi(depth), multi(depth), enclosed(depth));
    }

    private static Arbitrary<Tree> leaf() {
        Arbitrary<String> octets = Arbitraries.of(PIECES).list().ofMaxSize(14).map(pieces -> String.join("", pieces));
        Arbitrary<String> binary = Arbitraries.chars()
                .range('\1', '\u00ff')
                .filter(octet -> octet != '\r' && octet != '\n')
                .list()
                .ofMaxSize(120)
                .map(ConversionPropertyTest::joined);
        return Combinators.combine(
                        Arbitraries.of(TYPES),
                        Arbitraries.of(ENCODINGS),
                        Arbitraries.oneOf(octets, binary)
                                .filter(line -> !line.startsWith("--=_"))
                                .list()
                                .ofMaxSize(6))
                .as(Tree.Leaf::new);
    }

    private static String joined(List<Character> octets) {
        var text = new StringBuilder();
        octets.forEach(text::append);
        return text.toString();
    }

    private Arbitrary<Tree> multi(int depth) {
        return Combinators.combine(
                        Arbitraries.of("mixed", "alternative", "related", "x-new"),
                        Arbitraries.of(ENCODINGS),
                        Arbitraries.of("", "preamble", "pr\u00e4amble\r\n--\r\n.", "\r\n"),
                        tree(depth - 1).list().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.of("", "", " ", "\t "),
                        Arbitraries.of(true, true, true, false))
                .as(Tree.Multi::new);
    }

    private Arbitrary<Tree> enclosed(int depth) {
        return Combinators.combine(Arbitraries.of(ENCODINGS), tree(depth - 1)).as(Tree.Enclosed::new);
    }
}
