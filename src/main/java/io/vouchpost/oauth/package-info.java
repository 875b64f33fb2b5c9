/** Whether an access token of OAuth 2.0 is right, and whom it is for: by the issuer's keys, or by asking the issuer. */
@NullMarked
package io.vouchpost.oauth;

import org.jspecify.annotations.NullMarked;
