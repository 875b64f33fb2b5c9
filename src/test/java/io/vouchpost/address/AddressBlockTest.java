package io.vouchpost.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.99/24, 192.0.2.1, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7/32, 192.0.2.8, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::/0, ::1, true",
        "192.0.2.0/24, ::ffff:192.0.2.5, true",
        "::ffff:192.0.2.5, 192.0.2.5, true",
    })
    void containsWhatItsBitsSay(String block, String address, boolean contained) {
        assertThat(AddressBlock.of(block)
                        .orElseThrow()
                        .contains(AddressBlock.of(address).orElseThrow()))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "192.0.2",
                "192.0.2.1/33",
                "192.0.2.1/-1",
                "192.0.2.1/",
                "2001:db8::/129",
                "/8",
                "1.2.3.4/8/8",
                "256.1.1.1"
            })
    void anythingElseIsNone(String text) {
        assertThat(AddressBlock.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::1, ::/64",
    })
    void aClientIsAnIpv4AddressOrAnIpv6Subnet(String address, String network) {
        assertThat(AddressBlock.ofClient(address).map(AddressBlock::toString)).contains(network);
    }
}
