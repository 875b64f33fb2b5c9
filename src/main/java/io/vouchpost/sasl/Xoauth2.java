package io.vouchpost.sasl;

/** XOAUTH2, which Google made before OAUTHBEARER was a standard and which most clients still speak. */
public final class Xoauth2 implements Mechanism {
    private final Step.Challenge refusal;

    /**
     * @param scope that a token needs; empty for none in particular
     */
    public Xoauth2(String scope) {
        refusal = new BearerRefusal()
                .with("status", "401")
                .with("schemes", "bearer")
                .with("scope", scope)
                .challenge();
    }

    @Override
    public String name() {
        return "XOAUTH2";
    }

    @Override
    public Exchange start(Credentials credentials, Channel channel) {
        return new BearerExchange(BearerResponse::ofXoauth2, refusal, credentials);
    }
}
