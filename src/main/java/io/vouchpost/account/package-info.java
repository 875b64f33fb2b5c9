/** Accounts, their credentials and identities: the only package that reads those tables. */
@NullMarked
package io.vouchpost.account;

import org.jspecify.annotations.NullMarked;
