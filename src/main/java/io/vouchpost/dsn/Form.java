package io.vouchpost.dsn;

/** The two forms of a notification: that of RFC 3464, and that of RFC 6533 for internationalized mail. */
enum Form {
    /** Seven bits in all that we write. */
    ASCII,
    /** Addresses as they are, in UTF-8; goes by SMTPUTF8. */
    UTF_8
}
