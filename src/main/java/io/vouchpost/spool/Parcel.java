package io.vouchpost.spool;

import io.vouchpost.message.Submission;
import java.time.Instant;
import java.util.List;

/**
 * A message taken out for some recipients of one route.
 *
 * @param submission its envelope has those recipients only; its content is read from the database
 * @param standings one for each of them, in the same order
 * @param accepted when the client was told 250, or until when it wanted it held (RFC 4865): its time counts from then
 */
public record Parcel(Submission submission, String route, List<Standing> standings, Instant accepted) {

    public Parcel {
        standings = List.copyOf(standings);
    }

    /**
     * @param number names the recipient within the message
     * @param attempts before this one
     * @param warned whether the sender was told of the delay
     */
    public record Standing(int number, int attempts, boolean possiblyDelivered, boolean warned) {}
}
