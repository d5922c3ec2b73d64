package dev.sluice.bridge.s3;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an object, or of a range of it, as they come over the network; the object is asked
 * for at the first pull. If the connection breaks amid them, what is missing is asked for by its
 * range, of the very same version of the object (its ETag), so that the consumer notices nothing.
 *
 * <pre>
 * NEW --pull--> OPENING --answer--> FLOWING --last byte--> OVER
 *                  ^--------cut--------+
 * any --fault that does not pass, cancel------------------> OVER
 * </pre>
 */
final class S3Source implements Source {
  /** Who can ask for the object. */
  interface Opener {
    /**
     * Asks for a range.
     *
     * @param length −1: to the end
     * @param etag of the version that it has to be; null for any
     * @throws BridgeException if it cannot even be asked for
     */
    S3Task open(long offset, long length, @Nullable String etag, S3Call.Handler handler);
  }

  private enum State {
    NEW,
    OPENING,
    FLOWING,
    OVER
  }

  private static final int PARTIAL = 206;

  private final Opener opener;
  private final long offset;
  private final long length;
  private final Loop loop;
  private int resumptions;
  private State state = State.NEW;
  private @Nullable S3Task opening;
  private @Nullable Source body;
  private @Nullable Consumer<StreamResult> receiver;

  /** How the pull that waits asks the body. */
  private Function<Source, StreamResult> how = source -> source.pull(this::answered);

  /** What has been given of the range. */
  private long given;

  /** What is still to be left out, of a server that sends all where a range was asked for. */
  private long skip;

  /** What is still to come, where that is less than the body may have; else −1. */
  private long left = -1;

  private @Nullable String etag;

  /**
   * @param length not 0; −1: to the end
   * @param resumptions how often a broken connection is gone on from
   */
  S3Source(Opener opener, long offset, long length, int resumptions, Loop loop) {
    this.opener = opener;
    this.offset = offset;
    this.length = length;
    this.resumptions = resumptions;
    this.loop = loop;
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> next) {
    return pull(source -> source.pull(this::answered), next);
  }

  @Override
  public StreamResult pullInto(ByteBuffer target, Consumer<StreamResult> next) {
    return pull(
        source -> {
          // Bytes that are left out again have no place in it.
          boolean fits = skip == 0 && (left < 0 || left >= target.remaining());
          return fits ? source.pullInto(target, this::answered) : source.pull(this::answered);
        },
        next);
  }

  private StreamResult pull(Function<Source, StreamResult> way, Consumer<StreamResult> next) {
    if (receiver != null || state == State.OVER) {
      throw new IllegalStateException("a pull after a pull or after the end");
    }
    how = way;
    StreamResult result = state == State.NEW ? open() : ask();
    if (result instanceof StreamResult.Pending) {
      receiver = next;
    }
    return result;
  }

  private StreamResult open() {
    state = State.OPENING;
    try {
      opening =
          opener.open(
              offset + given,
              length < 0 ? -1 : length - given,
              etag,
              new S3Call.Handler() {
                @Override
                public void onResponse(ClientResponse response, @Nullable XmlElement document) {
                  opened(response);
                }

                @Override
                public void onError(BridgeException error) {
                  refused(error);
                }
              });
      return StreamResult.Pending.PENDING;
    } catch (BridgeException e) {
      return end(new StreamResult.Failed(e));
    }
  }

  private void opened(ClientResponse response) {
    if (state != State.OPENING) {
      S3Object.discard(response);
      return;
    }
    opening = null;
    String version = response.fields().get("etag");
    if (etag != null && !etag.equals(version)) {
      // Not every server looks at If-Match.
      S3Object.discard(response);
      refused(S3Errors.of("PreconditionFailed", "The object has changed while it was read", null));
      return;
    } else if (version != null && !version.startsWith("W/")) {
      // A weak one is the same of versions that differ in their bytes (RFC 9110 §8.8.1).
      etag = version;
    }
    if (response.status() == PARTIAL && !isOurRange(response.fields().get("content-range"))) {
      S3Object.discard(response);
      refused(S3Errors.badAnswer("another range was sent than was asked for", null));
      return;
    }
    state = State.FLOWING;
    body = response.body();
    if (response.status() == PARTIAL) {
      skip = 0;
      left = -1;
    } else {
      skip = offset + given;
      left = length < 0 ? -1 : length - given;
    }
    deliver(ask());
  }

  /** Does it begin where ours does? A field that is no such is passed over, as by most. */
  private boolean isOurRange(@Nullable String contentRange) {
    String begin = "bytes " + (offset + given) + '-';
    return contentRange == null
        || !contentRange.startsWith("bytes ")
        || contentRange.startsWith(begin);
  }

  private void refused(BridgeException error) {
    opening = null;
    // A range that begins behind the end is empty, as of any Blob.
    boolean isBehindTheEnd = error.code().equals("InvalidRange") && given == 0;
    deliver(
        end(
            isBehindTheEnd && (offset > 0 || length > 0)
                ? StreamResult.Done.DONE
                : new StreamResult.Failed(error)));
  }

  private StreamResult ask() {
    for (; ; ) {
      Source source = body;
      if (source == null) {
        return end(StreamResult.Done.DONE);
      }
      StreamResult result = how.apply(source);
      if (result instanceof StreamResult.Pending) {
        return result;
      }
      StreamResult answer = taken(result);
      if (answer != null) {
        return answer;
      }
    }
  }

  private void answered(StreamResult result) {
    StreamResult answer = taken(result);
    deliver(answer == null ? ask() : answer);
  }

  /** What an answer of the body's means; null if it is to be asked again. */
  private @Nullable StreamResult taken(StreamResult result) {
    return switch (result) {
      case StreamResult.Owned(ByteBuffer bytes, boolean done) -> {
        boolean isLast = trim(bytes, done);
        yield bytes.hasRemaining()
            ? given(bytes.remaining(), new StreamResult.Owned(bytes, isLast), isLast)
            : empty(isLast);
      }
      case StreamResult.Temporary(ByteBuffer bytes, boolean done) -> {
        boolean isLast = trim(bytes, done);
        yield bytes.hasRemaining()
            ? given(bytes.remaining(), new StreamResult.Temporary(bytes, isLast), isLast)
            : empty(isLast);
      }
      case StreamResult.IntoArray(int count, boolean done) -> {
        left = left < 0 ? -1 : left - count;
        yield given(count, new StreamResult.IntoArray(count, done || left == 0), done || left == 0);
      }
      case StreamResult.Done _ -> end(result);
      case StreamResult.Failed(BridgeException error) -> broken(error);
      case StreamResult.Pending _ -> result;
    };
  }

  /** Leaves out what was not asked for. Are these the last? */
  private boolean trim(ByteBuffer bytes, boolean done) {
    int out = (int) Math.min(skip, bytes.remaining());
    skip -= out;
    bytes.position(bytes.position() + out);
    if (left < 0) {
      return done;
    }
    if (bytes.remaining() > left) {
      bytes.limit(bytes.position() + (int) left);
    }
    left -= bytes.remaining();
    return done || left == 0;
  }

  private StreamResult given(long count, StreamResult result, boolean isLast) {
    given += count;
    return isLast ? end(result) : result;
  }

  private @Nullable StreamResult empty(boolean isLast) {
    return isLast ? end(StreamResult.Done.DONE) : null;
  }

  private StreamResult broken(BridgeException error) {
    boolean passes =
        switch (error.code()) {
          case "ECONNRESET",
              "EPIPE",
              "ETIMEDOUT",
              "ECONNABORTED",
              "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
              "ERR_HTTP_INVALID_RESPONSE" ->
              true;
          default -> false;
        };
    if (!passes || resumptions == 0 || etag == null) {
      return end(new StreamResult.Failed(error));
    }
    resumptions--;
    body = null;
    // Of the rest by itself all is wanted: the body's own end is that of the range.
    return open();
  }

  private StreamResult end(StreamResult result) {
    state = State.OVER;
    Source source = body;
    body = null;
    opening = null;
    if (source != null && left == 0) {
      // There is more of it than was asked for.
      keepUntilLookedAt(source);
    }
    return result;
  }

  /** The last bytes may be lent by it, until this task is over. */
  private void keepUntilLookedAt(Source source) {
    loop.post(source::cancel);
  }

  private void deliver(StreamResult result) {
    Consumer<StreamResult> to = receiver;
    if (to != null && !(result instanceof StreamResult.Pending)) {
      receiver = null;
      to.accept(result);
    }
  }

  @Override
  public void cancel() {
    state = State.OVER;
    receiver = null;
    S3Task task = opening;
    Source source = body;
    opening = null;
    body = null;
    if (task != null) {
      task.cancel();
    }
    if (source != null) {
      source.cancel();
    }
  }

  @Override
  public long length() {
    Source source = body;
    return source == null || skip > 0 || left >= 0 ? -1 : source.length();
  }
}
