package dev.weft.protocol.msgpack;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.msgpack.jackson.dataformat.MessagePackFactory;
import org.msgpack.jackson.dataformat.MessagePackParser;

/**
 * Makes parsers that refuse a number too large for what was asked, where the codec's own would cut
 * its upper bits off; and keeps nothing in thread-locals, which would hold a buffer and the last
 * message for each of many virtual threads.
 */
final class StrictFactory extends MessagePackFactory {

    private static final long serialVersionUID = 1;

    StrictFactory() {
        setReuseResourceInGenerator(false);
        setReuseResourceInParser(false);
        setRecyclerPool(JsonRecyclerPools.nonRecyclingPool());
    }

    @Override
    protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context)
            throws IOException {
        var whole = offset == 0 && length == data.length;
        var exact = whole ? data : Arrays.copyOfRange(data, offset, offset + length);
        return new StrictParser(context, _parserFeatures, _objectCodec, exact);
    }

    private static final class StrictParser extends MessagePackParser {

        private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
        private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

        StrictParser(IOContext context, int features, ObjectCodec codec, byte[] bytes)
                throws IOException {
            super(context, features, codec, bytes, false);
        }

        @Override
        public int getIntValue() {
            var value = getLongValue();
            if (value != (int) value) {
                throw tooLarge("int");
            }
            return (int) value;
        }

        @Override
        public long getLongValue() {
            if (getNumberType() == NumberType.BIG_INTEGER) {
                var value = getBigIntegerValue();
                if (value.compareTo(MIN) < 0 || value.compareTo(MAX) > 0) {
                    throw tooLarge("long");
                }
            }
            return super.getLongValue();
        }

        /** The codec's signatures leave no room for an IOException; the caller makes it one. */
        private ArithmeticException tooLarge(String type) {
            return new ArithmeticException(getNumberValue() + " is too large for " + type);
        }
    }
}
