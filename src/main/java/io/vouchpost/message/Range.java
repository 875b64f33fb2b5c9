package io.vouchpost.message;

/**
 * Some octets of a content.
 *
 * @param from of the first one, counted from 0
 * @param to behind the last one
 */
public record Range(long from, long to) {

    long length() {
        return to - from;
    }
}
