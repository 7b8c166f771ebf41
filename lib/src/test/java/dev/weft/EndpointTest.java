package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://127.0.0.1:7000/msgpack,      tcp,   127.0.0.1,         7000, msgpack",
        "tls://lobby.example.com:0/bytes,   tls,   lobby.example.com, 0,    bytes",
        "tcp://[::1]:7000/msgpack,          tcp,   [::1],             7000, msgpack",
        "unix:///run/weft/lobby.sock/json,  unix,  /run/weft/lobby.sock, 0, json",
        "unix://lobby.sock/msgpack,         unix,  lobby.sock,        0,    msgpack",
        "unix:///a path/with blanks/bytes,  unix,  /a path/with blanks, 0,  bytes",
        "local://here,                      local, here,              0,    objects",
    })
    void isReadAndWrittenInTheSameForm(
            String text, String transport, String host, int port, String protocol) {
        var endpoint = Endpoint.parse(text);
        assertEquals(new Endpoint(transport, host, port, protocol), endpoint);
        assertEquals(text, endpoint.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp", "tcp://", "tcp://host/msgpack", "tcp://host:7000",
        "tcp://host:7000/", "127.0.0.1:7000", "tcp://host:7000 /x", "unix://", "unix:///",
        "unix:///msgpack", "unix:///run/lobby.sock/", "unix:///run//msgpack", "local://"})
    void aWrongFormIsAnsweredWithTheRightOne(String text) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text));
        for (var part : new String[] {text, "tcp://127.0.0.1:7000/msgpack", "unix:///", "local:"}) {
            assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
        }
    }

    @Test
    void aPortOutOfRangeIsNamed() {
        var thrown = assertThrows(IllegalArgumentException.class,
                () -> Endpoint.parse("tcp://host:70000/msgpack"));
        assertTrue(thrown.getMessage().contains("70000"), thrown.getMessage());
    }
}
