package io.vouchpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplyTest {

    @Test
    void hasALineAtLeastAndACodeOfThreeDigits() {
        assertThatThrownBy(() -> Reply.of(250, "2.0.0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reply.of(199, "", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reply.of(560, "", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isPrintedOnOneLine() {
        assertThat(Reply.of(250, "2.0.0", "one", "two")).hasToString("250 2.0.0 one two");
        assertThat(Reply.of(354, "", "go")).hasToString("354 go");
    }

    static Stream<Method> all() {
        return Stream.of(Replies.class, ContentReplies.class)
                .flatMap(replies -> Arrays.stream(replies.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()));
    }

    /** RFC 2034 §3, RFC 3463: the class is that of the code; RFC 6409 §7 and RFC 5321: never 521 here. */
    @ParameterizedTest
    @MethodSource("all")
    void theEnhancedCodeBelongsToTheReplyCode(Method made) throws Exception {
        var reply = (Reply) made.invoke(
                null,
                Arrays.stream(made.getParameterTypes()).map(ReplyTest::any).toArray());
        String enhanced = reply.status().enhanced();
        assertThat(reply.code()).isNotEqualTo(521);
        assertThat(reply.lines()).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7f));
        assertThat(reply.isPositive()).isEqualTo(reply.code() < 400);
        if (enhanced.isEmpty()) {
            assertThat(reply.code()).isIn(220, 250, 334, 354);
        } else {
            assertThat(enhanced).matches("[245]\\.[0-7]\\.[0-9]{1,2}");
            assertThat(enhanced.charAt(0))
                    .isEqualTo(Integer.toString(reply.code()).charAt(0));
        }
    }

    private static Object any(Class<?> type) {
        if (type == long.class) {
            return 1L;
        }
        if (type == List.class) {
            return List.of("PIPELINING");
        }
        return type == Reply.class ? Replies.wrongCredentials() : "text";
    }

    @Test
    void aParameterIsNamedOnlyWhereItIsAName() {
        assertThat(Replies.badParameter("SIZE").text()).startsWith("SIZE ");
        assertThat(Replies.badParameter("S\u0130ZE<script>").text()).startsWith("A parameter ");
    }
}
