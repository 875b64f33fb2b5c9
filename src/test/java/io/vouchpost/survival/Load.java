package io.vouchpost.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Mail programs of several habits that submit to one port until they are told to end, and the books that are kept of it. */
final class Load {
    private static final int[] MESSAGES_PER_CONNECTION = {1, 1, 1, 1, 5, 5, Integer.MAX_VALUE, Integer.MAX_VALUE};
    private static final long TO_END_MILLIS = 90_000;

    private final Ledger ledger = new Ledger();
    private final Experience experience = new Experience();
    private final List<MailProgram> programs = new ArrayList<>();

    /**
     * @param name sets its messages apart from those of others
     */
    Load(String name, int port) {
        for (int number = 0; number < MESSAGES_PER_CONNECTION.length; number++) {
            programs.add(new MailProgram(
                    name + "-" + number, ledger, experience, port, MESSAGES_PER_CONNECTION[number], number));
        }
    }

    void start() {
        programs.forEach(Thread::start);
    }

    Ledger ledger() {
        return ledger;
    }

    Experience experience() {
        return experience;
    }

    int programs() {
        return programs.size();
    }

    /** Goes on as long as it takes to have so many more messages accepted. */
    void awaitMore(int messages) {
        int before = experience.accepted();
        Fleet.await(messages + " more messages", () -> experience.accepted() >= before + messages);
    }

    /** No new messages; those under way come to their end. */
    void end() throws InterruptedException {
        programs.forEach(MailProgram::end);
        for (var program : programs) {
            program.join(TO_END_MILLIS);
            assertThat(program.isAlive()).as(program.getName() + " still tries").isFalse();
        }
    }
}
