package io.vouchpost.delivery;

import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.TlsPolicy;

/**
 * How far the hosts of a route are trusted.
 *
 * @param verified nothing is said to them but over TLS, to a certificate that was verified (RFC 8689 §4.2.1)
 * @param submitters they are told who submitted a message (RFC 4954 §5)
 */
record Trust(boolean verified, boolean submitters) {

    static Trust of(RouteSettings route) {
        return new Trust(route.tls() == TlsPolicy.REQUIRED, route.trusted());
    }
}
