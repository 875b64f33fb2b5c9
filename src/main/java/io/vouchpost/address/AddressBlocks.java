package io.vouchpost.address;

import inet.ipaddr.format.util.DualIPv4v6Tries;
import java.util.List;

/** Many networks. Whether an address is in one of them costs the same however many they are. Safe for all threads. */
public final class AddressBlocks {
    private final DualIPv4v6Tries blocks = new DualIPv4v6Tries();

    private AddressBlocks() {}

    /**
     * @param texts in CIDR form
     * @throws IllegalArgumentException for one that is not
     */
    public static AddressBlocks of(List<String> texts) {
        var made = new AddressBlocks();
        for (var text : texts) {
            made.blocks.add(AddressBlock.of(text)
                    .orElseThrow(() -> new IllegalArgumentException("not a network in CIDR form: " + text))
                    .block());
        }
        return made;
    }

    /** Whether the address is in one of them; false for what is none. */
    public boolean contains(String address) {
        return AddressBlock.of(address)
                .filter(client -> blocks.elementContains(client.block()))
                .isPresent();
    }
}
