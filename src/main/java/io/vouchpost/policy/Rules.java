package io.vouchpost.policy;

import io.vouchpost.account.Account;
import io.vouchpost.account.Identity;
import io.vouchpost.account.RoleName;
import io.vouchpost.config.PolicySettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules of the configuration, read once; makes senders of accounts. What an account is given in the database and what
 * the configuration grants it add up. Safe for all threads.
 */
public final class Rules {
    /** Without grants and subaddresses. */
    public static final Rules NONE = new Rules(List.of(), "");

    private final List<Grant> grants;
    private final String separator;

    /**
     * @param accounts the texts of the patterns of those that it is for
     * @param roles likewise
     */
    private record Grant(Set<String> accounts, Set<String> roles, Source source) {
        boolean isFor(Account account, List<String> patternsOfName) {
            return patternsOfName.stream().anyMatch(accounts::contains)
                    || account.roles().stream().anyMatch(roles::contains);
        }
    }

    private Rules(List<Grant> grants, String separator) {
        this.grants = List.copyOf(grants);
        this.separator = separator;
    }

    public static Rules of(PolicySettings settings) {
        var grants = new ArrayList<Grant>();
        for (var granted : settings.grants()) {
            grants.add(new Grant(
                    granted.accounts().stream().map(Identity::folded).collect(Collectors.toSet()),
                    granted.roles().stream()
                            .flatMap(role -> RoleName.of(role).stream())
                            .map(RoleName::value)
                            .collect(Collectors.toSet()),
                    Source.ofGrant(grants.size(), granted)));
        }
        return new Rules(grants, settings.subaddresses());
    }

    public Sender sender(Account account) {
        return new Sender(account, rights(account), "");
    }

    Rights rights(Account account) {
        var sources = new ArrayList<Source>();
        sources.add(Source.ofIdentities(account.identities()));
        var own = new ArrayList<String>();
        Map<String, List<String>> ofRoles = new LinkedHashMap<>();
        var known = new HashSet<>(account.roles());
        for (var text : account.permissions()) {
            int colon = text.indexOf(": ");
            var role = colon < 0 ? "" : text.substring(0, colon);
            if (known.contains(role)) {
                ofRoles.computeIfAbsent(role, it -> new ArrayList<>()).add(text.substring(colon + 2));
            } else {
                own.add(text);
            }
        }
        sources.add(Source.ofPermissions(own));
        ofRoles.forEach((role, texts) -> sources.add(Source.ofRole(role, texts)));
        var patternsOfName = AddressPattern.covering(account.name());
        grants.stream()
                .filter(grant -> grant.isFor(account, patternsOfName))
                .map(Grant::source)
                .forEach(sources::add);
        return new Rights(sources, separator);
    }
}
