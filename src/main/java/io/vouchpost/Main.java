package io.vouchpost;

/** Where it starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
