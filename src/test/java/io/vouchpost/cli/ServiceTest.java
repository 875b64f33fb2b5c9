package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ServiceTest {

    /** Else the reason why it cannot start is "null". */
    @Test
    void whatDoesNotEndSaysSo() {
        assertThatThrownBy(() -> Service.await(Promise.promise().future(), 0))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("not done after 0 seconds; the log may say what it waits for");
    }
}
