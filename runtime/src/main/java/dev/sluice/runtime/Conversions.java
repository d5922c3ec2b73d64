package dev.sluice.runtime;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** Values across the border, by the table in {@link JsRuntime}. On the loop's thread only. */
final class Conversions {
  private final Value fromJava;
  private final Value kindOf;
  private final Function<Value, JsFunction> functions;

  /**
   * @param builtin what {@code core/embedding} exports
   * @param functions makes a handle of a JavaScript function
   */
  Conversions(Value builtin, Function<Value, JsFunction> functions) {
    this.fromJava = builtin.getMember("fromJava");
    this.kindOf = builtin.getMember("kindOf");
    this.functions = functions;
  }

  @Nullable Object toJava(Value value) {
    return toJava(value, new HashMap<>());
  }

  private @Nullable Object toJava(Value value, Map<Value, Object> seen) {
    if (value.isNull()) {
      return null;
    } else if (value.isBoolean()) {
      return value.asBoolean();
    } else if (value.isString()) {
      return value.asString();
    }
    Object before = seen.get(value);
    if (before != null) {
      return before;
    }
    return switch (kindOf.execute(value).asString()) {
      case "number" -> value.fitsInInt() ? (Object) value.asInt() : (Object) value.asDouble();
      case "bigint" -> value.as(BigInteger.class);
      case "date" -> Instant.ofEpochMilli((long) value.invokeMember("valueOf").asDouble());
      case "bytes" -> bytes(value);
      case "function" -> functions.apply(value);
      case "array" -> list(value, seen);
      case "map" -> entries(value, seen);
      case "symbol" -> throw new IllegalArgumentException("a symbol has no counterpart in Java");
      default -> members(value, seen);
    };
  }

  private static byte[] bytes(Value view) {
    Value buffer = view.hasMember("buffer") ? view.getMember("buffer") : view;
    int offset = view.hasMember("buffer") ? view.getMember("byteOffset").asInt() : 0;
    byte[] copy = new byte[view.getMember("byteLength").asInt()];
    buffer.readBuffer(offset, copy, 0, copy.length);
    return copy;
  }

  private List<@Nullable Object> list(Value array, Map<Value, Object> seen) {
    List<@Nullable Object> list = new ArrayList<>();
    seen.put(array, list);
    for (long i = 0; i < array.getArraySize(); i++) {
      list.add(toJava(array.getArrayElement(i), seen));
    }
    return list;
  }

  private Map<Object, @Nullable Object> entries(Value map, Map<Value, Object> seen) {
    Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
    seen.put(map, copy);
    Value iterator = map.getHashEntriesIterator();
    while (iterator.hasIteratorNextElement()) {
      Value entry = iterator.getIteratorNextElement();
      Object key = toJava(entry.getArrayElement(0), seen);
      copy.put(key == null ? "null" : key, toJava(entry.getArrayElement(1), seen));
    }
    return copy;
  }

  private Map<Object, @Nullable Object> members(Value object, Map<Value, Object> seen) {
    Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
    seen.put(object, copy);
    for (String key : object.getMemberKeys()) {
      copy.put(key, toJava(object.getMember(key), seen));
    }
    return copy;
  }

  /** The arguments of a call, each ready to be handed to {@code Value.execute}. */
  @Nullable Object[] toJs(@Nullable Object[] values) {
    @Nullable Object[] converted = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = toJs(values[i]);
    }
    return converted;
  }

  @Nullable Object toJs(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Boolean b -> b;
      case String s -> s;
      case Character c -> c.toString();
      case Byte n -> n.intValue();
      case Short n -> n.intValue();
      case Integer n -> n;
      case Long n ->
          n.doubleValue() == n && Math.abs(n) <= 1L << 53
              ? (Object) n.doubleValue()
              : bigint(BigInteger.valueOf(n));
      case Float n -> n.doubleValue();
      case Double n -> n;
      case BigInteger n -> bigint(n);
      case Instant t -> fromJava.execute("date", t.toEpochMilli() * 1.0);
      case byte[] b -> fromJava.execute("bytes", ByteBuffer.wrap(b));
      case ByteBuffer b -> fromJava.execute("bytes", b.slice());
      case List<?> l -> make("array", toJs(l.toArray()));
      case Object[] a -> make("array", toJs(a));
      case Map<?, ?> m -> object(m);
      case Value v -> v;
      default ->
          throw new IllegalArgumentException(
              value.getClass().getName() + " has no counterpart in JavaScript");
    };
  }

  private Value make(String kind, @Nullable Object[] parts) {
    @Nullable Object[] arguments = new @Nullable Object[parts.length + 1];
    arguments[0] = kind;
    System.arraycopy(parts, 0, arguments, 1, parts.length);
    return fromJava.execute(arguments);
  }

  private Value bigint(BigInteger n) {
    return fromJava.execute("bigint", n.toString());
  }

  private Value object(Map<?, ?> map) {
    @Nullable Object[] flat = new @Nullable Object[map.size() * 2];
    int i = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      flat[i++] = String.valueOf(entry.getKey());
      flat[i++] = toJs(entry.getValue());
    }
    return make("object", flat);
  }
}
