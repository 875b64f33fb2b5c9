package io.vouchpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any octets: no exception, a short subject that can be logged, and an address comes back as it was read. */
class CommandParserFuzzTest {

    @FuzzTest(maxDuration = "10s")
    void readsAnyLine(byte[] line) {
        var command = new CommandParser("submit.example.org").parse(line.clone());
        assertThat(command.subject()).matches("[A-Za-z0-9 ]{1,15}");
        CommandParserPropertyTest.mailbox(command).ifPresent(CommandParserPropertyTest::comesBack);
    }
}
