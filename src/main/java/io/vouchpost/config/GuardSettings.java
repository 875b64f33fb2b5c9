package io.vouchpost.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who may connect, how guessing is slowed, how much one may send. A network is an IPv4 address or an IPv6 /64 where nothing
 * else is said; a guess is a wrong password, and the same one again is not another.
 *
 * @param accountFailures guesses at one account from one network before that network is locked out of that account
 * @param strangerFailures guesses at one account from everywhere before strangers are locked out of it
 * @param networkFailures guesses from one network before it is locked out
 * @param sprayedAccounts accounts that one network guesses at before it is locked out
 * @param stuffingNetworks networks that guess at one account before strangers are locked out of it
 * @param lockout the first lock; each guess beyond the threshold doubles it
 * @param longestLockout where the doubling ends
 * @param forgetAfter after so long half of the guesses are forgotten
 * @param familiarFor how long a network stays familiar to an account that has logged in from it; zero: none ever is
 * @param tarpit how long the answer to a wrong password is held back at most; zero: not at all
 * @param connectionsPerMinute from one network
 * @param loginsPerMinute tried from one network
 * @param widerNetworks how many times as much the next wider network may
 * @param failuresPerSession before the connection is closed with 421; RFC 4954 §9 wants at least three
 * @param exempt networks in CIDR form that are neither counted nor locked; the trusted proxies of all listeners are among them
 * @param deny networks in CIDR form that may not connect
 */
public record GuardSettings(
        int accountFailures,
        int strangerFailures,
        int networkFailures,
        int sprayedAccounts,
        int stuffingNetworks,
        Duration lockout,
        Duration longestLockout,
        Duration forgetAfter,
        Duration familiarFor,
        Duration tarpit,
        int connectionsPerMinute,
        int loginsPerMinute,
        int widerNetworks,
        int failuresPerSession,
        List<String> exempt,
        List<String> deny,
        SharedAddress sharedAddress,
        List<QuotaSettings> quotas,
        Optional<BreakerSettings> breaker) {

    public GuardSettings {
        exempt = List.copyOf(exempt);
        deny = List.copyOf(deny);
        quotas = List.copyOf(quotas);
    }

    /**
     * When a private address counts as that of a proxy or a NAT.
     *
     * @param percent of all sessions of ten minutes
     * @param sessions in ten minutes, for the share to count
     */
    public record SharedAddress(int percent, int sessions) {}
}
