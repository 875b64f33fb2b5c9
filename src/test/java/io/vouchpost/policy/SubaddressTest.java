package io.vouchpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubaddressTest {

    @Test
    void eachSeparatorWithSomethingBeforeItGivesABase() {
        var address = new Subaddress("+ceo+a+b@x", "+");
        assertThat(address.basesToPermit()).containsExactly("+ceo+a@x", "+ceo@x");
        assertThat(address.basesToForbid()).containsExactly("+ceo+a@x", "+ceo@x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "(x)", "a@b", "\u20ac", "a\"b", "\\", "\ud800"})
    void whatIsHardlyATagForbidsAndPermitsNothing(String tag) {
        var address = new Subaddress("ceo+" + tag + "@x", "+");
        assertThat(address.basesToForbid()).contains("ceo@x");
        assertThat(address.basesToPermit()).isEmpty();
    }

    /** Lower case and form C make some local parts longer than they came. */
    @Test
    void whatIsLongForbidsAndPermitsNothing() {
        var address = new Subaddress("ceo+" + "x".repeat(1_000) + "+y@x", "+");
        assertThat(address.basesToForbid()).contains("ceo@x");
        assertThat(address.basesToPermit()).isEmpty();
    }

    @Test
    void aSeparatorThatFormCHidesForbids() {
        var address = new Subaddress("ceo\u2260x@x", "=");
        assertThat(address.basesToForbid()).containsExactly("ceo@x");
        assertThat(address.basesToPermit()).isEmpty();
    }

    @Test
    void whereThereAreNoTagsThereAreNoBases() {
        assertThat(new Subaddress("ceo+x@x", "").basesToForbid()).isEmpty();
        assertThat(new Subaddress("ceo+x", "+").basesToForbid()).isEmpty();
        assertThat(new Subaddress("ceo-x@x", "+").basesToForbid()).isEmpty();
    }
}
