package dev.weft.roles.db.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class FaultTest {

    @ParameterizedTest
    @CsvSource({
        "08001, CONNECTION", "08006, CONNECTION", "57P01, CONNECTION", "57P03, CONNECTION",
        "90098, CONNECTION", "40001, RETRY", "40P01, RETRY", "HYT00, RETRY", "57014, BUSY",
        "53300, BUSY", "25006, CONNECTION",
        "23505, DUPLICATE", "42P01, BUG", "23502, BUG"})
    void classifiesByState(String state, Fault fault) {
        assertEquals(fault, Fault.of(new SQLException("", state)));
    }

    @Test
    void takesThePoolsTimeOutForALostConnection() {
        assertEquals(Fault.CONNECTION,
                Fault.of(new SQLTransientConnectionException("pool is empty")));
    }

    @Test
    void takesAnythingElseForABug() {
        assertEquals(Fault.BUG, Fault.of(new SQLException("what?")));
    }
}
