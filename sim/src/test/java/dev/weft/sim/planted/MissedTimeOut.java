package dev.weft.sim.planted;

import dev.weft.Channel;
import dev.weft.NetException;
import dev.weft.sim.Scenario;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A dispatcher that hands jobs to a worker, whoever has just connected, and waits until each is
 * done.
 *
 * <p>The bug: it waits without a limit. A worker that dies takes its job along.
 */
record MissedTimeOut(boolean mended) implements Scenario {

    private static final int JOBS = 20;

    record Job(int number) {}

    record Done(int number) {}

    @Override
    public void play(Simulation sim) {
        var done = new AtomicInteger();
        sim.host("dispatcher", node -> {
            var workers = new SynchronousQueue<Channel>();
            var reports = new SynchronousQueue<Done>();
            node.listen("tcp://0.0.0.0:7000/msgpack", (pipe, channel) -> {
                channel.on(Done.class, report -> reports.offer(report, 1, TimeUnit.SECONDS));
                workers.offer(channel, 1, TimeUnit.SECONDS);
            });
            while (done.get() < JOBS) {
                dispatch(workers.take(), reports, done);
            }
        });
        sim.host("worker", node -> {
            while (true) {
                try (var pipe = node.connect("tcp://dispatcher:7000/msgpack")) {
                    pipe.open("work", channel -> channel.on(Job.class, job -> {
                        Thread.sleep(50);
                        channel.send(new Done(job.number()));
                    }));
                    pipe.join();
                } catch (NetException e) {
                    Thread.sleep(100);
                }
            }
        });
        sim.length(Duration.ofSeconds(5));
        sim.faults(Faults.swarm().crash("worker").kill("worker"));
        sim.eventually("all jobs are done", Duration.ofMinutes(2), () -> done.get() == JOBS);
    }

    /** Gives one worker jobs for as long as it does them. */
    private void dispatch(Channel worker, SynchronousQueue<Done> reports, AtomicInteger done)
            throws InterruptedException {
        try {
            while (done.get() < JOBS) {
                worker.send(new Job(done.get()));
                var report = mended ? reports.poll(1, TimeUnit.SECONDS) : reports.take();
                if (report == null) {
                    worker.pipe().destroy();
                    return;
                }
                if (report.number() == done.get()) {
                    done.incrementAndGet();
                }
            }
        } catch (NetException e) {
            // the next worker does it
        }
    }
}
