package io.vouchpost.account;

/** Who goes before whom where passwords are checked and accounts are looked up. */
enum Lane {
    /** Accounts from a network that they have logged in from of late: first, and with room of their own. */
    REGULARS,
    /** Everybody else; who tries names or passwords is among them. */
    STRANGERS,
    /** What can be done at another time just as well. */
    SPARE
}
