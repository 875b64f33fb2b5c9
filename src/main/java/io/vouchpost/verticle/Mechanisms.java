package io.vouchpost.verticle;

import io.vouchpost.config.OauthSettings;
import io.vouchpost.config.Settings;
import io.vouchpost.sasl.CramMd5;
import io.vouchpost.sasl.DigestMd5;
import io.vouchpost.sasl.External;
import io.vouchpost.sasl.Login;
import io.vouchpost.sasl.Mechanism;
import io.vouchpost.sasl.Ntlm;
import io.vouchpost.sasl.OauthBearer;
import io.vouchpost.sasl.Plain;
import io.vouchpost.sasl.Scram;
import io.vouchpost.sasl.Xoauth2;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All mechanisms there are, whether offered or not: which are may change while the gateway runs. */
final class Mechanisms {
    private Mechanisms() {}

    /** By their names. */
    static Map<String, Mechanism> of(Settings settings) {
        return all(settings).stream().collect(Collectors.toUnmodifiableMap(Mechanism::name, mechanism -> mechanism));
    }

    private static List<Mechanism> all(Settings settings) {
        var sasl = settings.sasl();
        var scope = sasl.oauth().flatMap(OauthSettings::scope).orElse("");
        var discovery = sasl.oauth()
                .flatMap(OauthSettings::discovery)
                .map(URI::toString)
                .orElse("");
        return Stream.concat(
                        Scram.all().stream(),
                        Stream.of(
                                new Plain(),
                                new Login(),
                                new External(),
                                new OauthBearer(scope, discovery),
                                new Xoauth2(scope),
                                new CramMd5(settings.hostname()),
                                new DigestMd5(sasl.realm(), names(settings)),
                                new Ntlm(Ntlm.target(settings.hostname()), sasl.ntlmV1())))
                .toList();
    }

    /** What clients may have been told to connect to. */
    private static Set<String> names(Settings settings) {
        var names = new HashSet<>(settings.sasl().names());
        names.add(settings.hostname());
        names.add(settings.sasl().realm());
        return names;
    }
}
