package io.vouchpost.config;

/**
 * How passwords are hashed.
 *
 * @param algorithm of new hashes
 * @param iterations cost of PBKDF2 with HMAC-SHA-512
 * @param memoryKib cost of Argon2id
 * @param passes likewise
 * @param threads how many passwords are hashed at a time
 * @param queue how many more may wait; above that 454 4.7.0
 */
public record HashSettings(
        @Key("hash") Algorithm algorithm,
        @Key("hashIterations") int iterations,
        @Key("hashMemoryKib") int memoryKib,
        @Key("hashPasses") int passes,
        @Key("hashThreads") int threads,
        @Key("hashQueue") int queue) {

    /** Those that new hashes are made with. */
    public enum Algorithm {
        ARGON2ID,
        PBKDF2
    }
}
