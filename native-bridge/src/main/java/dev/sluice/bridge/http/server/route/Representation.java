package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.PartsBuilder;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.Exchange;
import dev.sluice.bridge.http.server.ResponseHead;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A representation that is ready to be sent, with what a client may know it by (RFC 9110 §3.2,
 * §8.8): it answers conditional requests and requests for ranges. Immutable.
 *
 * <p>Only an answer of 200 has conditions and ranges; any other status is sent as it is (§13.2.1).
 *
 * @param head of the whole, with its validators
 * @param store where the bytes are
 * @param offset where in the store they begin
 * @param length how many they are
 * @param etag its entity tag, or null
 * @param lastModified in seconds since 1970, or {@link HttpDates#NONE}
 * @param isDateStrong may the date alone tell that a range belongs to it (§8.8.2.2)?
 */
record Representation(
    ResponseHead head,
    BlobStore store,
    long offset,
    long length,
    @Nullable String etag,
    long lastModified,
    boolean isDateStrong) {

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_MODIFIED = 304;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** What describes content that 304, 412, and 416 do not have (§15.4.5). */
  private static final List<String> OF_CONTENT =
      List.of(
          "Content-Type",
          "Content-Encoding",
          "Content-Language",
          "Content-Disposition",
          "Content-Range",
          "Content-Length");

  /** The same with another head, whose tag counts. */
  Representation with(ResponseHead other) {
    return new Representation(
        other, store, offset, length, other.fields().get("ETag"), lastModified, isDateStrong);
  }

  /** What the request's conditions make of it. */
  Preconditions.Outcome evaluate(Exchange exchange, Preconditions conditions) {
    return head.status() == OK && !conditions.isNone()
        ? conditions.evaluate(exchange.method(), etag, lastModified)
        : Preconditions.Outcome.PROCEED;
  }

  /** The ranges that are to be sent instead of the whole. */
  ByteRanges ranges(Exchange exchange, Preconditions conditions) {
    if (head.status() != OK || conditions.range() == null) {
      return ByteRanges.Whole.WHOLE;
    }
    long strongDate = isDateStrong ? lastModified : HttpDates.NONE;
    String range = conditions.rangeFor(exchange.method(), etag, strongDate);
    return range == null ? ByteRanges.Whole.WHOLE : ByteRanges.of(range, length);
  }

  /** Answers 304 or 412, if that is the outcome. */
  boolean answerWithout(Exchange exchange, Preconditions.Outcome outcome) {
    switch (outcome) {
      case NOT_MODIFIED -> respondEmpty(exchange, NOT_MODIFIED, withoutContent());
      case FAILED -> respondEmpty(exchange, PRECONDITION_FAILED, withoutContent());
      case PROCEED -> {
        return false;
      }
    }
    return true;
  }

  /** What is sent for these ranges: a part of it (206), several, none (416), or all of it. */
  Representation part(ByteRanges ranges) {
    return switch (ranges) {
      case ByteRanges.Whole _ -> this;
      case ByteRanges.Unsatisfiable _ ->
          instead(
              RANGE_NOT_SATISFIABLE,
              withoutContent().set("Content-Range", "bytes */" + length),
              BytesStore.EMPTY,
              0,
              0);
      case ByteRanges.Some(List<ByteRanges.Range> some) when some.size() == 1 ->
          range(some.getFirst());
      case ByteRanges.Some(List<ByteRanges.Range> some) -> ranges(some);
    };
  }

  private Representation instead(
      int status, HeaderFields fields, BlobStore from, long start, long count) {
    return new Representation(
        new ResponseHead(status, "", fields), from, start, count, etag, lastModified, isDateStrong);
  }

  /**
   * Answers with it.
   *
   * @throws BridgeException for a file that cannot be opened; the exchange is not answered then
   */
  void answer(Exchange exchange) {
    exchange.respond(head, store, offset, length);
  }

  private HeaderFields withoutContent() {
    HeaderFields fields = head.fields().copy();
    OF_CONTENT.forEach(fields::remove);
    return fields;
  }

  private static void respondEmpty(Exchange exchange, int status, HeaderFields fields) {
    exchange.respond(new ResponseHead(status, "", fields), ByteBuffer.allocate(0));
  }

  private Representation range(ByteRanges.Range range) {
    HeaderFields fields = head.fields().copy().set("Content-Range", range.inContentRange(length));
    return instead(PARTIAL, fields, store, offset + range.first(), range.length());
  }

  /** Several ranges: multipart/byteranges (§14.6). */
  private Representation ranges(List<ByteRanges.Range> ranges) {
    String boundary =
        "sluice-"
            + Long.toHexString(ThreadLocalRandom.current().nextLong(1L << 60, Long.MAX_VALUE));
    String type = head.fields().get("Content-Type");
    PartsBuilder parts = new PartsBuilder();
    long sum = 0;
    String before = "--" + boundary;
    for (ByteRanges.Range range : ranges) {
      StringBuilder partHead = new StringBuilder(before);
      if (type != null) {
        partHead.append("\r\nContent-Type: ").append(type);
      }
      partHead.append("\r\nContent-Range: ").append(range.inContentRange(length));
      partHead.append("\r\n\r\n");
      sum += partHead.length() + range.length();
      parts.add(partHead.toString());
      parts.add(store, offset + range.first(), range.length());
      before = "\r\n--" + boundary;
    }
    String end = before + "--\r\n";
    parts.add(end);
    HeaderFields fields =
        head.fields().copy().set("Content-Type", "multipart/byteranges; boundary=" + boundary);
    return instead(PARTIAL, fields, parts.build(), 0, sum + end.length());
  }
}
