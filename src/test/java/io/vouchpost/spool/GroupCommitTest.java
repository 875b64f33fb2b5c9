package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final Gateways here = new Gateways();
    private final SqlSpool spool = here.gateway();

    @AfterEach
    void end() {
        here.close();
    }

    @Test
    void twoHundredAtATimeShareAFewCommits() {
        await(spool.keep(here.message("first", "alice", 1)));
        long before = commits();

        var all = new ArrayList<Future<Void>>();
        here.onLoop(() -> {
            for (int i = 0; i < 200; i++) {
                all.add(spool.keep(here.message("m" + i, "alice", 1)));
            }
            return Future.all(all);
        });

        assertThat(here.ask("SELECT count(*) FROM spool_messages")).isEqualTo(201L);
        // each transaction that writes has a number of its own
        assertThat(commits() - before).isBetween(2L, 20L);
    }

    private long commits() {
        return (Long) here.ask("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
    }

    @Test
    void whereTheAnswerToACommitIsLostItIsLookedUp() {
        var lost = new GroupCommit<String>(here.vertx, text -> 1, new GroupCommit.Work<>() {
            @Override
            public Future<Void> commit(List<String> batch) {
                return Future.failedFuture("connection lost");
            }

            @Override
            public Future<java.util.Collection<String>> find(List<String> batch) {
                return Future.succeededFuture(List.of("there"));
            }
        });
        var there = lost.add("there");
        var gone = lost.add("gone");
        await(there);
        assertThat(gone.transform(done -> Future.succeededFuture(done.failed())))
                .satisfies(failed -> assertThat(await(failed)).isTrue());
    }

    @Test
    void oneThatIsRefusedFailsAlone() {
        var batches = new ArrayList<Integer>();
        var work = new GroupCommit<Integer>(here.vertx, number -> 1, GroupCommit.blind(batch -> {
            batches.add(batch.size());
            return here.vertx
                    .timer(1, java.util.concurrent.TimeUnit.MILLISECONDS)
                    .compose(later -> batch.contains(13)
                            ? Future.<Void>failedFuture(new IllegalArgumentException("13"))
                            : Future.<Void>succeededFuture());
        }));
        var all = new ArrayList<Future<Boolean>>();
        here.onLoop(() -> {
            for (int i = 0; i < 60; i++) {
                all.add(work.add(i).transform(done -> Future.succeededFuture(done.succeeded())));
            }
            return Future.all(all);
        });
        assertThat(all.stream().filter(done -> !done.result())).hasSize(1);
        assertThat(all.get(13).result()).isFalse();
        assertThat(batches).hasSizeLessThan(20);
    }
}
