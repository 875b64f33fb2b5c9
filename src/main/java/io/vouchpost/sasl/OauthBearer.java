package io.vouchpost.sasl;

/** OAUTHBEARER (RFC 7628): an access token of OAuth 2.0, and perhaps the name of whom it is for. */
public final class OauthBearer implements Mechanism {
    private final Step.Challenge refusal;

    /**
     * @param scope that a token needs; empty for none in particular
     * @param discovery URL of the issuer's OpenID configuration, for clients that can get a token there; empty for none
     */
    public OauthBearer(String scope, String discovery) {
        refusal = new BearerRefusal()
                .with("status", "invalid_token")
                .with("scope", scope)
                .with("openid-configuration", discovery)
                .challenge();
    }

    @Override
    public String name() {
        return "OAUTHBEARER";
    }

    @Override
    public Exchange start(Credentials credentials, Channel channel) {
        return new BearerExchange(BearerResponse::ofOauthBearer, refusal, credentials);
    }
}
