package dev.weft.core;

import dev.weft.Channel.Algorithm;
import dev.weft.CloseReason;
import dev.weft.crypto.KeySchedule;
import dev.weft.crypto.Seal;
import dev.weft.wire.Frame;
import dev.weft.wire.FrameReader;
import dev.weft.wire.Frames;
import java.io.IOException;
import java.net.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how a channel is encrypted. It is undecided until {@code encrypt} is called or the
 * channel is used without; both sides must come to the same, or both end it with a key mismatch.
 *
 * <p>Each side sends an Encrypt frame, and sends nothing else on the channel before it has the
 * peer's: until then the {@link SendWindow} is kept busy. On a local pipe the frames go as well,
 * and keys are compared, but there are no bytes to seal.
 */
final class Encryption {

    private final ChannelCore channel;
    private final boolean opener;
    private final boolean local;
    private final SendWindow window;
    private final ReentrantLock lock;
    /** Whether messages come as they are; never changes again once it is true. */
    private volatile boolean plain;
    // Guarded by lock.
    private boolean heardPlain;
    private @Nullable KeySchedule keys;
    private Frame.@Nullable Encrypt own;
    private Frame.@Nullable Encrypt peers;
    private volatile boolean wanted;
    private volatile @Nullable Seal opening;
    // Confined to the reader, once there is something to open.
    private @Nullable FrameReader frames;
    private boolean endedByPeer;

    /** Undecided. */
    Encryption(ChannelCore channel, boolean opener, boolean local, SendWindow window) {
        this.channel = channel;
        this.opener = opener;
        this.local = local;
        this.window = window;
        this.lock = window.lock();
    }

    // ---- what this side wants

    void begin(SecretKey key, Algorithm algorithm) {
        var shared = key.getEncoded();
        if (shared == null || shared.length < KeySchedule.KEY_BYTES) {
            throw new IllegalArgumentException(channel.describe() + ": a key must have "
                    + KeySchedule.KEY_BYTES + " bytes or more, of a random generator; this has "
                    + (shared == null ? "none that it shows" : shared.length));
        }
        var salt = new byte[KeySchedule.SALT_BYTES];
        new SecureRandom().nextBytes(salt); // none that outlives a simulation
        Frame.Encrypt mine;
        lock.lock();
        try {
            if (plain || own != null || window.isUsed()) {
                throw new IllegalStateException(channel.describe() + ": encrypt once and before the"
                        + " first message, in the setup of open or in the accept handler");
            }
            var code = algorithm.ordinal() + 1;
            keys = new KeySchedule(shared, code, channel.number());
            mine = new Frame.Encrypt(channel.number(), code, salt, keys.proof(opener, salt));
            own = mine;
            wanted = true;
            window.busy(true);
        } finally {
            lock.unlock();
        }
        channel.pipeCore().tell(mine);
        check();
    }

    /** The channel is used: what was not encrypted by now never is. */
    void settle() {
        lock.lock();
        try {
            plain |= own == null && peers == null;
        } finally {
            lock.unlock();
        }
        if (!plain && !wanted) {
            mismatch("the peer encrypts this channel, and this side does not");
        }
    }

    // ---- what the peer wants

    void peer(Frame.Encrypt it) throws ProtocolException {
        lock.lock();
        try {
            if (peers != null) {
                throw new ProtocolException("a second key for a channel");
            }
            peers = it;
        } finally {
            lock.unlock();
        }
        if (plain) {
            mismatch("the peer encrypts this channel, and this side does not");
        } else {
            check();
        }
    }

    /** With both sides' frames there, compares and derives the keys. */
    private void check() {
        var wrong = "";
        lock.lock();
        try {
            var mine = own;
            var theirs = peers;
            var schedule = keys;
            if (heardPlain && mine != null) {
                wrong = "the peer does not encrypt this channel, and this side does";
            } else if (mine == null || theirs == null || schedule == null || opening != null) {
                return;
            } else if (mine.algorithm() != theirs.algorithm()) {
                wrong = "one side has algorithm " + mine.algorithm() + ", the other "
                        + theirs.algorithm();
            } else if (!MessageDigest.isEqual(
                    theirs.proof(), schedule.proof(!opener, theirs.salt()))) {
                wrong = "the two sides have different keys";
            } else {
                derive(schedule, mine, theirs);
                return;
            }
        } finally {
            lock.unlock();
        }
        mismatch(wrong);
    }

    private void derive(KeySchedule schedule, Frame.Encrypt mine, Frame.Encrypt theirs) {
        var first = opener ? mine : theirs;
        var second = opener ? theirs : mine;
        frames = new FrameReader();
        opening = new Seal(false, mine.algorithm(),
                schedule.secret(!opener, first.salt(), second.salt()));
        window.seal(new Seal(true, mine.algorithm(),
                schedule.secret(opener, first.salt(), second.salt())));
    }

    /** Nothing that has come is to be believed. */
    private void mismatch(String what) {
        violated("key mismatch: " + what, true);
    }

    private void violated(String what, boolean drop) {
        channel.end(new CloseReason.ProtocolViolated(what), what, drop);
    }

    // ---- what the reader brings

    /** Whether a message that came as it is may pass; if not, the channel has ended. */
    boolean allowsPlain() {
        if (plain || local && opening != null) {
            return true;
        }
        lock.lock();
        try {
            if (own == null && peers == null) {
                heardPlain = true;
                return true;
            }
        } finally {
            lock.unlock();
        }
        mismatch("a message of the peer is not encrypted");
        return false;
    }

    /** Opens a frame; null when it was the end, or could not be opened, which is the end too. */
    Frame.@Nullable Data open(Frame.Sealed it) throws ProtocolException {
        if (opening == null) {
            check(); // the peer has answered before this side has come to it
        }
        var with = opening;
        var reader = frames;
        if (with == null || reader == null) {
            mismatch("the peer encrypts this channel, and this side does not");
            return null;
        }
        try {
            it.copyTo(with.room(it.length()));
            var opened = with.open(Frames.SEALED_HEAD_BYTES);
            if (Frames.isEnd(opened)) {
                endedByPeer = true;
                channel.endQuietly(
                        new CloseReason.ClosedByPeer(FrameReader.detailOfEnd(opened)), false);
                return null;
            }
            Frames.toData(opened);
            return reader.read(opened) instanceof Frame.Data data ? data : null;
        } catch (GeneralSecurityException e) {
            violated("an encrypted message was changed, repeated, moved or left out on its way",
                    false);
            return null;
        }
    }

    // ---- the end

    /** Whether this side's end has to be told by the channel itself, sealed. */
    boolean isSealed() {
        return opening != null;
    }

    /** What is left of a reason that an attacker could have made up. */
    CloseReason verified(CloseReason why) {
        return why instanceof CloseReason.ClosedByPeer && wanted && !endedByPeer && !local
                ? new CloseReason.TransportFailed(new IOException("the end of the encrypted channel"
                        + " is not the peer's own: it may have been cut off"))
                : why;
    }
}
