package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vouchpost.smtp.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The messages that wait, shared by all gateways. Each future fails when the database does not do it in time, and then it is
 * unknown whether it was done, but for {@link #take}: what nobody has got is given back by the end of the lease.
 */
public interface Spool {

    /** Completed when it is on disk. Those that come at the same time share the wait. The content is read, not released. */
    Future<Void> keep(Kept message);

    /**
     * Takes messages of this route that are ready, in turn from all accounts that have some, each with all its recipients
     * that are ready there, and holds them for the time of a lease.
     *
     * @param most messages
     */
    Future<List<Parcel>> take(String route, int most);

    /**
     * Notes what became of a parcel's recipients, and whose lease that ends; a recipient that another gateway has by now
     * is noted only where it was delivered. A message with nothing left to do loses its content.
     *
     * @param progress one for each standing
     */
    Future<Void> record(Parcel parcel, List<Progress> progress);

    /** Gives a parcel back untried. */
    Future<Void> giveBack(Parcel parcel);

    /** The leases of this gateway begin anew; to be said well before they end. */
    Future<Void> renew();

    /**
     * What time brings: the waiting that are due become ready, and so do those whose lease has ended, as possibly delivered.
     *
     * @return how many became ready
     */
    Future<Integer> tick();

    /** Moves what waits on routes that are no longer there; {@code known} are those that are. */
    Future<List<Parcel>> takeStray(Set<String> known, int most);

    /** To another route, ready at once. */
    Future<Void> reroute(Parcel parcel, List<String> routes);

    /** Messages whose senders are to be told something; held for the time of a lease. */
    Future<List<Notice>> takeNotices(int most);

    /**
     * The sender was told, or nobody is there to be told.
     *
     * @param notification kept in the same transaction
     */
    Future<Void> told(Notice notice, Optional<Kept> notification);

    /** What was answered to a first copy within this time. */
    Future<Optional<Answered>> answered(String fingerprint, Duration within);

    /** Remembers the answer to a message that was not kept here. Completed when it is noted, not when it is on disk. */
    Future<Void> remember(String fingerprint, String message, Reply reply);

    /** Removes what nobody wants to look up any more. */
    Future<Void> forget(Duration messages, Duration answers);

    /** What is in it, of all gateways. */
    Future<Holdings> holdings();

    /** What is under way ends; nothing new is taken. */
    Future<Void> close();
}
