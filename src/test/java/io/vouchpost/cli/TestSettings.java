package io.vouchpost.cli;

import io.vouchpost.config.AuditExample;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.DkimSettings;
import io.vouchpost.config.GuardExample;
import io.vouchpost.config.LimitSettings;
import io.vouchpost.config.NotificationSettings;
import io.vouchpost.config.PolicyExample;
import io.vouchpost.config.SaslExample;
import io.vouchpost.config.Settings;
import io.vouchpost.config.SpoolSettings;
import io.vouchpost.config.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings whose database matters and nothing else. */
final class TestSettings {
    private TestSettings() {}

    static Settings with(DatabaseSettings database) {
        var second = Duration.ofSeconds(1);
        var nowhere = Path.of("nowhere");
        return new Settings(
                "submit.example.org",
                List.of(),
                new TlsSettings(
                        Optional.empty(),
                        Optional.empty(),
                        nowhere,
                        Optional.empty(),
                        "TLSv1.2",
                        TlsSettings.Engine.JDK,
                        TlsSettings.ClientCertificates.AUTHORITIES,
                        List.of(),
                        TlsSettings.Alpn.STRICT),
                database,
                SaslExample.cheap(),
                PolicyExample.strict(),
                GuardExample.of(5, 20, second, second, second, 60, List.of()),
                new DeliverySettings(
                        DeliverySettings.Acknowledge.RELAYED,
                        second,
                        second,
                        second,
                        List.of(),
                        new SpoolSettings(1, 1, second, second),
                        new NotificationSettings(Optional.empty(), 1),
                        new DkimSettings(List.of())),
                new LimitSettings(
                        1, 1, 1, 512, 1, 1, second, second, second, second, second, second, 1, 1, 1, 1, 1, 1, nowhere,
                        second, second),
                Optional.empty(),
                AuditExample.file(nowhere, 1, 1));
    }
}
