/** Where messages wait: the tables of V3, and nothing of how mail is handed on. */
@NullMarked
package io.vouchpost.spool;

import org.jspecify.annotations.NullMarked;
