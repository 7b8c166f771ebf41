package dev.weft.roles.message;

/** Why something was answered as it was: a closed list, the same on every wire. */
public enum Code {
    /** It was done. */
    OK,
    /** Name and password do not fit, or there is no such account. */
    BAD_CREDENTIALS,
    /** The auth database does not answer; try again later. */
    DB_DOWN,
    /** No lobby is open. */
    NO_LOBBY,
    /** The peer speaks another version of these messages. */
    VERSION,
    /** There is no such key. */
    KEY_UNKNOWN,
    /** The key was used before. */
    KEY_USED,
    /** The key is too old. */
    KEY_EXPIRED,
    /** The key is for another lobby. */
    KEY_WRONG_LOBBY,
    /** The same user logged in again, later. */
    DUPLICATE_LOGIN,
    /** No more users or instances fit in here. */
    FULL,
    /** The lobby is in wait-stop: it takes neither users nor games any more. */
    DRAINING,
    /** The user went on to another lobby. */
    MOVED,
    /** The request makes no sense in this state. */
    WRONG_STATE,
    /** Nobody here plays this game. */
    NO_GAME,
    /** The sender's authority has passed to another. */
    STALE,
    /** A user of the match is still in another game, or no longer where his ticket is. */
    BUSY,
    /** It was called off before it began. */
    CANCELLED,
    /** A peer did not answer in time, or is gone. */
    UNREACHABLE,
    /** The server stops. */
    STOPPED
}
