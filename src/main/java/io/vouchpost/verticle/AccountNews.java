package io.vouchpost.verticle;

import io.vouchpost.session.Session;

/** What sessions have to know of a change to accounts. */
sealed interface AccountNews {

    void tell(Session session);

    /**
     * @param mayGoOn whether those who are logged in stay so
     */
    record Changed(String account, boolean mayGoOn) implements AccountNews {
        @Override
        public void tell(Session session) {
            session.accountChanged(account, mayGoOn);
        }
    }

    /**
     * What some have logged in by has changed or is gone; the account's other credentials stand.
     *
     * @param credential the label; empty for the account's own password
     */
    record CredentialChanged(String account, String credential) implements AccountNews {
        @Override
        public void tell(Session session) {
            session.credentialChanged(account, credential);
        }
    }

    /** Changes went unheard for a while: any account may be another one now. */
    record Uncertain() implements AccountNews {
        @Override
        public void tell(Session session) {
            session.accountsUncertain();
        }
    }
}
