package dev.weft.sim.readme;

import dev.weft.sim.Host;
import dev.weft.sim.Simulation;
import dev.weft.sim.fault.Faults;
import dev.weft.sim.junit.SimTest;
import java.time.Duration;

/** The tests that the tutorial writes; {@link TutorialTest} runs them. */
final class Tutorial {

    private Tutorial() {}

    /** Before anything fails. */
    static final class CalmTest {

        @SimTest(seeds = 10)
        void noMoneyIsLost(Simulation sim) {
            var db = sim.database("db", """
                create table account (name text primary key, money int);
                insert into account values ('alice', 1000), ('bob', 1000)""");
            db.slow(Duration.ofMillis(10)); // it is in another town
            sim.host("bank", node -> Bank.serve(node, db.dataSource()));
            sim.host("teller", Teller::work);
            sim.length(Duration.ofSeconds(3));
            sim.eventually("no money is lost", Duration.ofSeconds(1), () ->
                db.number("select sum(money) from account") == 2000);
        }
    }

    /** With faults, which find the bug. */
    static final class BankTest {

        @SimTest(seeds = 100, failures = 1)
        void noMoneyIsLost(Simulation sim) {
            var db = sim.database("db", """
                create table account (name text primary key, money int);
                insert into account values ('alice', 1000), ('bob', 1000)""");
            db.slow(Duration.ofMillis(10)); // it is in another town
            sim.host("bank", node -> Bank.serve(node, db.dataSource()));
            sim.host("teller", Teller::work);
            sim.faults(Faults.swarm().crash("bank"));
            sim.length(Duration.ofSeconds(3));
            sim.eventually("no money is lost", Duration.ofSeconds(1), () ->
                db.number("select sum(money) from account") == 2000);
        }
    }

    /** With faults and the mended bank. */
    static final class MendedBankTest {

        @SimTest(seeds = 10)
        void noMoneyIsLost(Simulation sim) {
            var db = sim.database("db", """
                create table account (name text primary key, money int);
                insert into account values ('alice', 1000), ('bob', 1000)""");
            db.slow(Duration.ofMillis(10)); // it is in another town
            sim.host("bank", node -> MendedBank.serve(node, db.dataSource()));
            sim.host("teller", Teller::work);
            sim.faults(Faults.swarm().crash("bank").kill("bank").database("db"));
            sim.length(Duration.ofSeconds(3));
            sim.eventually("no money is lost", Duration.ofSeconds(1), () ->
                db.number("select sum(money) from account") == 2000);
            sim.sometimes("the bank is down", () ->
                sim.host("bank").state() != Host.State.UP);
        }
    }
}
