package dev.weft.protocol.msgpack;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.AccessorNamingStrategy;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.DefaultAccessorNamingStrategy;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.msgpack.jackson.dataformat.MessagePackFactory;
import org.msgpack.jackson.dataformat.MessagePackMapper;
import org.msgpack.jackson.dataformat.MessagePackParser;

/** Sets the codec up: strict towards the peer, and never a class that the peer names. */
final class SafeMapper {

    private SafeMapper() {}

    static ObjectMapper create() {
        var mapper = MessagePackMapper.builder(new StrictFactory())
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(MapperFeature.BLOCK_UNSAFE_POLYMORPHIC_BASE_TYPES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                // The stream belongs to the caller, who goes on writing into it.
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
                // These two are written as text.
                .withCoercionConfig(BigDecimal.class, SafeMapper::fromText)
                .withCoercionConfig(BigInteger.class, SafeMapper::fromText)
                .accessorNaming(new OnlyComponents())
                .addModule(types())
                .build();
        return mapper.handleBigIntegerAndBigDecimalAsString();
    }

    private static void fromText(MutableCoercionConfig coercion) {
        coercion.setCoercion(CoercionInputShape.String, CoercionAction.TryConvert);
    }

    private static SimpleModule types() {
        return new SimpleModule("weft")
                // A set keeps the order of the bytes, not that of its hashes.
                .addAbstractTypeMapping(Set.class, LinkedHashSet.class)
                .addDeserializer(String.class, new OnlyString())
                .addDeserializer(byte[].class, new OnlyBinary())
                .addSerializer(Duration.class, ToStringSerializer.instance)
                .addDeserializer(Duration.class, new FromText<>(Duration.class, Duration::parse))
                .addSerializer(Instant.class, ToStringSerializer.instance)
                .addDeserializer(Instant.class, new FromText<>(Instant.class, Instant::parse));
    }

    /** Of a record only the components travel, not what methods such as isEmpty() return. */
    private static final class OnlyComponents extends DefaultAccessorNamingStrategy.Provider {

        private static final long serialVersionUID = 1;

        @Override
        public AccessorNamingStrategy forRecord(MapperConfig<?> config, AnnotatedClass type) {
            return new DefaultAccessorNamingStrategy.RecordNaming(config, type) {
                @Override
                public String findNameForRegularGetter(AnnotatedMethod method, String name) {
                    return _fieldNames.contains(name) ? name : null;
                }

                @Override
                public String findNameForIsGetter(AnnotatedMethod method, String name) {
                    return _fieldNames.contains(name) ? name : null;
                }
            };
        }
    }

    /** The codec's own takes numbers, booleans and, in Base64, binaries for strings. */
    private static final class OnlyString extends StdScalarDeserializer<String> {

        private static final long serialVersionUID = 1;

        OnlyString() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            return parser.hasToken(JsonToken.VALUE_STRING)
                    ? parser.getText()
                    : (String) context.handleUnexpectedToken(String.class, parser);
        }
    }

    /** The codec's own takes strings in Base64 and lists of numbers for binaries. */
    private static final class OnlyBinary extends StdScalarDeserializer<byte[]> {

        private static final long serialVersionUID = 1;

        OnlyBinary() {
            super(byte[].class);
        }

        @Override
        public byte[] deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            return parser.hasToken(JsonToken.VALUE_EMBEDDED_OBJECT)
                    ? parser.getBinaryValue()
                    : (byte[]) context.handleUnexpectedToken(byte[].class, parser);
        }
    }

    /** Reads a value from its text. */
    private static final class FromText<T> extends FromStringDeserializer<T> {

        private static final long serialVersionUID = 1;
        private final transient Function<String, T> parse;

        FromText(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context)
                throws IOException {
            try {
                return parse.apply(text);
            } catch (DateTimeException e) {
                throw context.weirdStringException(text, handledType(), e.getMessage());
            }
        }
    }

    /**
     * Makes parsers that refuse a number too large for what was asked, where the codec's own would
     * cut its upper bits off; and keeps nothing in thread-locals, which would hold a buffer and the
     * last message for each of many virtual threads.
     */
    private static final class StrictFactory extends MessagePackFactory {

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
}
