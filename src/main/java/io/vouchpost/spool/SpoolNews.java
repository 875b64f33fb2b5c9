package io.vouchpost.spool;

import io.vouchpost.database.Notifications;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** That there is something to take out of the spool, as other gateways and commands tell it. */
public final class SpoolNews {
    /** What is told where something may have been missed. */
    public static final String ANY_ROUTE = "";

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    private SpoolNews() {}

    /** Before the notifications start. */
    public static SpoolNews of(Notifications notifications) {
        var news = new SpoolNews();
        notifications.subscribe(SqlSpool.CHANNEL, news.new Ear());
        return news;
    }

    /**
     * @param listener given the name of a route, or {@link #ANY_ROUTE}; on a context that is not its own
     */
    public void subscribe(Consumer<String> listener) {
        listeners.add(listener);
    }

    public void unsubscribe(Consumer<String> listener) {
        listeners.remove(listener);
    }

    private final class Ear implements Notifications.Listener {
        @Override
        public void listening() {
            notified(ANY_ROUTE);
        }

        @Override
        public void notified(String route) {
            listeners.forEach(listener -> listener.accept(route));
        }

        @Override
        public void lost() {
            // whoever listens looks by itself now and then
        }
    }
}
