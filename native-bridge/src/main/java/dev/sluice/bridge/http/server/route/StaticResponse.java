package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.Exchange;
import dev.sluice.bridge.http.server.ResponseHead;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A response that is the same for every request: its bytes and its head are made once. An answer
 * enters no script and copies nothing but what the socket takes.
 *
 * <p>A status of 200 gets a strong entity tag from the bytes, unless the response brings one, and
 * answers conditional requests and ranges.
 */
public final class StaticResponse implements Route {
  private static final int OK = 200;

  private final Representation whole;
  private final @Nullable StaticVariants variants;

  private StaticResponse(Representation whole, @Nullable StaticVariants variants) {
    this.whole = whole;
    this.variants = variants;
  }

  /**
   * A response.
   *
   * @param head status and fields, without Content-Length and Date
   * @param bytes the content, heap memory that nobody changes any more; empty for none
   */
  public static StaticResponse of(ResponseHead head, ByteBuffer bytes) {
    BytesStore store = BytesStore.of(bytes);
    String etag = head.fields().get("ETag");
    HeaderFields fields = head.fields().copy();
    if (etag == null && head.status() == OK) {
      etag = tagOf(store);
      fields.add("ETag", etag);
    }
    return new StaticResponse(
        new Representation(
            new ResponseHead(head.status(), head.statusText(), fields),
            store,
            0,
            store.size(),
            etag,
            HttpDates.parse(fields.get("Last-Modified")),
            false),
        null);
  }

  /** The same for clients of one loop, compressed where they ask for it and the policy agrees. */
  public StaticResponse compressed(CompressionPolicy policy) {
    if (!policy.isCompressible(whole.head(), whole.length())) {
      return this;
    }
    HeaderFields fields = whole.head().fields().copy();
    Vary.addAcceptEncoding(fields);
    Representation plain =
        whole.with(new ResponseHead(whole.head().status(), whole.head().statusText(), fields));
    return new StaticResponse(plain, new StaticVariants(plain, policy));
  }

  /**
   * Answers a request.
   *
   * @param loop the loop of the exchange
   */
  void answer(Exchange exchange, Loop loop) {
    if (variants == null) {
      answer(exchange, whole);
    } else {
      variants.select(
          exchange.fields(),
          loop,
          selected -> {
            if (exchange.isOver()) {
              return;
            }
            try {
              answer(exchange, selected);
            } catch (RuntimeException e) {
              // One that waits must not keep the next one from its answer.
              exchange.thrown(e);
            }
          });
    }
  }

  private static void answer(Exchange exchange, Representation whole) {
    Preconditions conditions = Preconditions.of(exchange.fields());
    if (conditions.isNone()) {
      whole.answer(exchange);
    } else if (!whole.answerWithout(exchange, whole.evaluate(exchange, conditions))) {
      whole.part(whole.ranges(exchange, conditions)).answer(exchange);
    }
  }

  /**
   * Length and FNV-1a hash of 64 bits, mixed once more. Nobody gains by making two texts of one
   * server's author collide, so it need not be a cryptographic hash, whose machinery costs a start
   * some 10 ms.
   */
  private static String tagOf(BytesStore store) {
    long hash = 0xCBF29CE484222325L;
    ByteBuffer bytes = store.shared(0, store.size());
    while (bytes.hasRemaining()) {
      hash = (hash ^ (bytes.get() & 0xFF)) * 0x100000001B3L;
    }
    hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    hash ^= hash >>> 33;
    return '"' + Long.toHexString(store.size()) + '-' + Long.toHexString(hash) + '"';
  }
}
