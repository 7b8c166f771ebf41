package dev.weft.protocol.msgpack;

import dev.weft.protocol.Body;
import java.util.Arrays;

/**
 * The name of a record's component, packed; its first eight bytes also as a number, so that a short
 * one is written and compared in one step.
 *
 * @param packed the bytes
 * @param head the first eight of them, or all with zeros behind
 * @param mask covers those of the eight that are there
 */
record Key(byte[] packed, long head, long mask) {

    static Key of(String name) {
        var body = new Body(64);
        var packer = new Packer(body);
        packer.string(name);
        packer.finish(body);
        var packed = Arrays.copyOf(body.bytes(), body.size());
        var head = 0L;
        var mask = 0L;
        for (var i = 0; i < 8; i++) {
            head = head << 8 | (i < packed.length ? packed[i] & 0xff : 0);
            mask = mask << 8 | (i < packed.length ? 0xff : 0);
        }
        return new Key(packed, head, mask);
    }

    boolean isShort() {
        return packed.length <= 8;
    }
}
