package io.vouchpost.dsn;

/** The two forms of a notification: that of RFC 3464, and that of RFC 6533 §4 for internationalized addresses. */
enum Form {
    /** Seven bits in all that we write; other addresses as utf-8-addr-xtext (RFC 6533 §3). */
    ASCII,
    /** Addresses as they are, in UTF-8; goes by SMTPUTF8. */
    UTF_8
}
