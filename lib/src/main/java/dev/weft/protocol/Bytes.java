package dev.weft.protocol;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The protocol "bytes": a body is a {@code byte[]}, and travels as it is.
 *
 * <p>It has no state and runs on the threads that send and receive.
 */
public final class Bytes implements Protocol {

    /** Made once for each node, or shared: there is nothing in it. */
    public Bytes() {}

    @Override
    public void encode(Object body, OutputStream to) throws IOException {
        if (!(body instanceof byte[] bytes)) {
            throw new IOException("bytes: a body must be byte[], not " + body.getClass().getName());
        }
        to.write(bytes);
    }

    @Override
    public <T> T decode(byte[] bytes, int offset, int length, Class<T> type) throws IOException {
        if (type != byte[].class) {
            throw new IOException("bytes: a body can be read as byte[] only, not as "
                    + type.getTypeName());
        }
        return type.cast(Arrays.copyOfRange(bytes, offset, offset + length));
    }
}
