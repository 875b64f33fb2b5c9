package io.vouchpost.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VigilTest {
    private final List<Promise<Void>> looks = new ArrayList<>();
    private final Vigil vigil = new Vigil(() -> {
        var look = Promise.<Void>promise();
        looks.add(look);
        return look.future();
    });

    private Promise<Void> last() {
        return looks.get(looks.size() - 1);
    }

    @Test
    void whatHangsIsLookedAtOnceAndNotKnownAfterTwoIntervals() {
        vigil.tick();
        vigil.tick();
        assertThat(vigil.isKnown()).isTrue();
        vigil.tick();
        assertThat(vigil.isKnown()).isFalse();
        vigil.tick();
        assertThat(looks).hasSize(1);

        last().complete();
        assertThat(vigil.isKnown()).isTrue();
        vigil.tick();
        assertThat(looks).hasSize(2);
    }

    @Test
    void soIsWhatFailsTwice() {
        vigil.tick();
        last().fail("no");
        assertThat(vigil.isKnown()).isTrue();
        vigil.tick();
        last().fail("no");
        assertThat(vigil.isKnown()).isFalse();
        vigil.tick();
        assertThat(vigil.isKnown()).isFalse();
        last().complete();
        assertThat(vigil.isKnown()).isTrue();
    }

    /** Or it would tell of a time before it was asked for. */
    @Test
    void aLookThatIsAskedForBeginsAfterTheOneUnderWay() {
        vigil.tick();
        var asked = vigil.anew();
        assertThat(looks).hasSize(1);

        last().fail("no");
        assertThat(looks).hasSize(2);
        assertThat(asked.isComplete()).isFalse();

        last().complete();
        assertThat(asked.succeeded()).isTrue();
    }
}
