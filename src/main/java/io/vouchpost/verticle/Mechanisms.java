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
import java.util.Set;
import java.util.stream.Stream;

/** All mechanisms there are, as the settings have them; which of them are offered is for the session to say. */
final class Mechanisms {
    private Mechanisms() {}

    /**
     * @param aliases what else clients know us by
     */
    static List<Mechanism> of(Settings settings, Set<String> aliases) {
        var hostname = settings.hostname();
        var sasl = settings.sasl();
        var names = new HashSet<>(aliases);
        names.addAll(List.of(hostname, sasl.realm()));
        var scope = sasl.oauth().flatMap(OauthSettings::scope).orElse("");
        var discovery = sasl.oauth()
                .flatMap(OauthSettings::discovery)
                .map(URI::toString)
                .orElse("");
        return Stream.concat(
                        Scram.all().stream(),
                        Stream.of(
                                new External(),
                                new OauthBearer(scope, discovery),
                                new Xoauth2(scope),
                                new DigestMd5(sasl.realm(), names),
                                new CramMd5(hostname),
                                new Ntlm(Ntlm.target(hostname), sasl.ntlmV1()),
                                new Plain(),
                                new Login()))
                .toList();
    }
}
