/**
 * Makes an 8-bit message fit for a next hop without 8BITMIME (RFC 6152 §3): the bodies with octets above 127 are encoded,
 * all else stays octet by octet as it was, or it is said why that cannot be done.
 *
 * <p>The message is read twice, piece by piece, on the event loop it is on: {@link io.vouchpost.mime.Survey} finds what has to be
 * encoded, {@link io.vouchpost.mime.Rewriter} does it, both behind {@link io.vouchpost.mime.Parts}, which follows the
 * boundaries. Apache James mime4j reads the header fields; its token stream is not used for the structure, because it
 * gives neither delimiter lines nor their padding, and pulls from a blocking stream.
 *
 * <p>Programs disagree on how broken MIME is to be read. Wherever they could, the part is opaque: it stays as it is, and when
 * there are 8-bit octets in it the message cannot be converted. Nothing is guessed.
 */
@NullMarked
package io.vouchpost.mime;

import org.jspecify.annotations.NullMarked;
