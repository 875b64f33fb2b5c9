package io.vouchpost.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vouchpost.metrics.PromQl.Selector;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromQlTest {
    @Test
    void metricsAreToldFromFunctionsLabelsAndWords() {
        var read = PromQl.parse("histogram_quantile(0.95, sum by (le, verb) (rate(a_bucket{instance=~\"$instance\","
                + " verb!=\"x)y\"}[$__rate_interval]))) > 2.5e3 and on (instance) (b offset 5m == bool 1)");
        assertThat(read.selectors())
                .containsExactly(
                        new Selector("a_bucket", Map.of("instance", "=~$instance", "verb", "!=x)y")),
                        new Selector("b", Map.of()));
        assertThat(read.groupings()).containsExactlyInAnyOrder("le", "verb", "instance");
    }

    @Test
    void whatIsNotKnownIsNotPassedOver() {
        assertThatThrownBy(() -> PromQl.parse("frobnicate(a)")).hasMessageContaining("frobnicate");
        assertThatThrownBy(() -> PromQl.parse("{job=\"x\"}")).hasMessageContaining("without a metric");
    }
}
