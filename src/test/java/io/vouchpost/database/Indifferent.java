package io.vouchpost.database;

/** Listens only so that there is somebody who does. */
final class Indifferent implements Notifications.Listener {
    @Override
    public void listening() {}

    @Override
    public void notified(String payload) {}

    @Override
    public void lost() {}
}
