package io.vouchpost.address;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenBlockTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.0/24, ::ffff:192.0.2.1, true",
        "192.0.2.0/24, ::c000:201, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7/32, 192.0.2.6, false",
        "0.0.0.0/0, 198.51.100.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::1, 2001:db8::1, true",
        "192.0.2.0/24, nonsense, false",
        "192.0.2.0/24, '', false",
    })
    void anAddressIsInsideOrNot(String network, String address, boolean inside) {
        assertThat(AddressBlock.written(network).orElseThrow().contains(address))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "192.0.2.1/24",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "::/129",
                "fe80::1%eth0",
                "[::1]",
                "a/8",
                "1/8"
            })
    void nonsenseIsNone(String text) {
        assertThat(AddressBlock.written(text)).isEmpty();
    }

    @Property
    void anythingIsReadOrNot(@ForAll String text, @ForAll String address) {
        AddressBlock.written(text).ifPresent(network -> network.contains(address));
        assertThat(AddressBlock.written("192.0.2.0/24").orElseThrow().contains(text))
                .isFalse();
    }
}
