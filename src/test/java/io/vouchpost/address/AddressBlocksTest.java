package io.vouchpost.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlocksTest {
    private final AddressBlocks blocks =
            AddressBlocks.of(List.of("192.0.2.0/24", "203.0.113.7", "10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.0",
                "192.0.2.255",
                "::ffff:192.0.2.1",
                "203.0.113.7",
                "10.1.2.3",
                "10.200.0.1",
                "2001:db8:ffff::1"
            })
    void anAddressInOneOfThemIsFound(String address) {
        assertThat(blocks.contains(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.3.0", "203.0.113.8", "11.0.0.1", "2001:db9::1", "::1", "", "unix", "192.0.2"})
    void othersAreNot(String address) {
        assertThat(blocks.contains(address)).isFalse();
    }

    @Test
    void noneContainNothing() {
        assertThat(AddressBlocks.of(List.of()).contains("192.0.2.1")).isFalse();
        assertThat(AddressBlocks.of(List.of("0.0.0.0/0")).contains("192.0.2.1")).isTrue();
        assertThat(AddressBlocks.of(List.of("0.0.0.0/0")).contains("::1")).isFalse();
    }

    @Test
    void whatIsNoNetworkIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressBlocks.of(List.of("192.0.2.0/33")))
                .withMessageContaining("192.0.2.0/33");
    }
}
