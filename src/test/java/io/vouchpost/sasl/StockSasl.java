package io.vouchpost.sasl;

import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/** The SASL client of the JDK, which is not by us, and is what Java's mail programs log in with. */
record StockSasl(String mechanism, String host, String name, String password) {

    SaslClient client() {
        return client(null);
    }

    SaslClient client(@Nullable String authzid) {
        try {
            return Sasl.createSaslClient(new String[] {mechanism}, authzid, "smtp", host, Map.of(), this::answer);
        } catch (SaslException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(Callback[] questions) {
        for (var question : questions) {
            if (question instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            } else if (question instanceof NameCallback asked) {
                asked.setName(name);
            } else if (question instanceof PasswordCallback asked) {
                asked.setPassword(password.toCharArray());
            }
        }
    }
}
