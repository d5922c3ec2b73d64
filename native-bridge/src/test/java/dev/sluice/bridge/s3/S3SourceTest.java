package dev.sluice.bridge.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.stream.Drain;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.SourceContract;
import dev.sluice.bridge.stream.StreamResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An object as a source, with a server that is a few lines. */
class S3SourceTest extends SourceContract {
  /** Answers in a task of its own. */
  private final class Server implements S3Source.Opener {
    private final byte[] bytes;
    final List<String> asked = new ArrayList<>();

    /** Sends all whatever was asked for. */
    boolean ignoresRanges;

    /** After so many bytes of an answer the connection breaks. */
    int breaksAfter = Integer.MAX_VALUE;

    int breaks = Integer.MAX_VALUE;
    boolean ignoresMatches;

    /** What a part is said to be; empty: nothing. */
    String contentRange = "";

    String etag = "\"1\"";

    Server(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public S3Task open(long offset, long length, @Nullable String match, S3Call.Handler handler) {
      asked.add(offset + "+" + length + (match == null ? "" : match));
      boolean[] cancelled = {false};
      loop.post(
          () -> {
            if (!cancelled[0]) {
              answer(offset, length, match, handler);
            }
          });
      return () -> cancelled[0] = true;
    }

    private void answer(long offset, long length, @Nullable String match, S3Call.Handler handler) {
      if (match != null && !match.equals(etag) && !ignoresMatches) {
        handler.onError(S3Errors.of("PreconditionFailed", "changed", null));
        return;
      } else if (offset > 0 && offset >= bytes.length) {
        handler.onError(S3Errors.of("InvalidRange", "behind", null));
        return;
      }
      boolean isPart = !ignoresRanges && (offset > 0 || length >= 0);
      Source all =
          isPart
              ? BytesStore.of(bytes).source(offset, length, loop)
              : BytesStore.of(bytes).source(0, -1, loop);
      handler.onResponse(
          new ClientResponse(
              isPart ? 206 : 200,
              "",
              fields(isPart),
              breaksAfter == Integer.MAX_VALUE || breaks-- <= 0 ? all : new Breaking(all),
              "HTTP/1.1"),
          null);
    }

    private HeaderFields fields(boolean isPart) {
      HeaderFields fields = etag.isEmpty() ? HeaderFields.of() : HeaderFields.of("ETag", etag);
      if (isPart && !contentRange.isEmpty()) {
        fields.add("Content-Range", contentRange);
      }
      return fields;
    }

    private final class Breaking implements Source {
      private final Source behind;
      private long left = breaksAfter;

      Breaking(Source behind) {
        this.behind = behind;
      }

      @Override
      public StreamResult pull(Consumer<StreamResult> receiver) {
        if (left == 0) {
          behind.cancel();
          return new StreamResult.Failed(new BridgeException(Code.ECONNRESET, "read", null, null));
        }
        if (!(behind.pull(receiver) instanceof StreamResult.Owned(var bytes, boolean done))) {
          throw new AssertionError();
        }
        if (done && bytes.remaining() <= left) {
          return new StreamResult.Owned(bytes, true);
        }
        bytes.limit((int) Math.min(bytes.limit(), bytes.position() + left));
        left -= bytes.remaining();
        return new StreamResult.Owned(bytes, false);
      }

      @Override
      public void cancel() {
        behind.cancel();
      }
    }
  }

  @Override
  protected Source source(byte[] bytes) {
    return new S3Source(new Server(bytes), 0, -1, 3, loop);
  }

  private byte[] drain(Server server, long offset, long length, int resumptions) throws Exception {
    return Drain.all(new S3Source(server, offset, length, resumptions, loop), loop);
  }

  @Test
  void nothingIsAskedBeforeTheFirstPull() {
    Server server = new Server(bytes(10));
    new S3Source(server, 0, -1, 3, loop).cancel();
    loop.runAll();
    assertEquals(List.of(), server.asked);
  }

  @Test
  void aRangeIsAskedForAlone() throws Exception {
    byte[] bytes = bytes(1000);
    Server server = new Server(bytes);
    assertArrayEquals(Arrays.copyOfRange(bytes, 100, 300), drain(server, 100, 200, 3));
    assertEquals(List.of("100+200"), server.asked);
  }

  @Test
  void ofAServerThatSendsAllTheRangeIsTaken() throws Exception {
    byte[] bytes = bytes(2_500_000);
    for (int offset : new int[] {0, 1, 1_200_000}) {
      for (int length : new int[] {-1, 1, 1_100_000, 3_000_000}) {
        Server server = new Server(bytes);
        server.ignoresRanges = true;
        int end = length < 0 ? bytes.length : Math.min(bytes.length, offset + length);
        assertArrayEquals(Arrays.copyOfRange(bytes, offset, end), drain(server, offset, length, 3));
      }
    }
  }

  @Test
  void anotherRangeThanWasAskedForIsRefused() throws Exception {
    byte[] bytes = bytes(1000);
    Server server = new Server(bytes);
    server.contentRange = "bytes 100-299/1000";
    assertArrayEquals(Arrays.copyOfRange(bytes, 100, 300), drain(server, 100, 200, 3));
    server.contentRange = "bytes 10-209/1000";
    assertEquals(
        "ERR_S3_INVALID_RESPONSE",
        assertThrows(BridgeException.class, () -> drain(server, 100, 200, 3)).code());
  }

  @Test
  void aRangeBehindTheEndIsEmpty() throws Exception {
    assertEquals(0, drain(new Server(bytes(10)), 10, -1, 3).length);
    assertEquals(0, drain(new Server(bytes(10)), 100, 5, 3).length);
  }

  @Test
  void aBrokenConnectionIsGoneOnFromWhereItBroke() throws Exception {
    byte[] bytes = bytes(1000);
    for (boolean ignores : new boolean[] {false, true}) {
      Server server = new Server(bytes);
      server.ignoresRanges = ignores;
      server.breaksAfter = 600;
      server.breaks = ignores ? 1 : 2;
      assertArrayEquals(bytes, drain(server, 0, -1, 3));
      assertEquals("600+-1\"1\"", server.asked.get(1));
    }
    Server server = new Server(bytes);
    server.breaksAfter = 70;
    server.breaks = 2;
    assertArrayEquals(Arrays.copyOfRange(bytes, 100, 300), drain(server, 100, 200, 2));
    assertEquals(List.of("100+200", "170+130\"1\"", "240+60\"1\""), server.asked);
  }

  @Test
  void itIsNotGoneOnForEver() throws Exception {
    Server server = new Server(bytes(1000));
    server.breaksAfter = 10;
    assertEquals("ECONNRESET", failure(server).code());
    assertEquals(4, server.asked.size());
  }

  @Test
  void anObjectThatHasChangedMeanwhileIsAnError() throws Exception {
    Server server = new Server(bytes(1000));
    server.breaksAfter = 10;
    Drain drain = new Drain(new S3Source(server, 0, -1, 3, loop), loop);
    drain.pull(0);
    server.etag = "\"2\"";
    while (!drain.over()) {
      drain.pull(0);
    }
    BridgeException error = drain.failure();
    assertNotNull(error);
    assertEquals("PreconditionFailed", error.code());
  }

  @Test
  void ofAVersionThatCannotBeToldApartNothingIsGoneOnWith() throws Exception {
    for (String etag : new String[] {"W/\"1\"", ""}) {
      Server server = new Server(bytes(1000));
      server.breaksAfter = 10;
      server.etag = etag;
      assertEquals("ECONNRESET", failure(server).code());
      assertEquals(1, server.asked.size());
    }
  }

  @Test
  void aServerThatDoesNotLookIsLookedAt() throws Exception {
    Server server = new Server(bytes(1000));
    server.breaksAfter = 10;
    server.ignoresMatches = true;
    Drain drain = new Drain(new S3Source(server, 0, -1, 3, loop), loop);
    drain.pull(0);
    server.etag = "\"2\"";
    while (!drain.over()) {
      drain.pull(0);
    }
    BridgeException error = drain.failure();
    assertNotNull(error);
    assertEquals("PreconditionFailed", error.code());
  }

  @Test
  void whatCannotBeAskedForFailsThePull() throws Exception {
    S3Source.Opener opener =
        (_, _, _, _) -> {
          throw S3Errors.missingCredentials();
        };
    Drain drain = new Drain(new S3Source(opener, 0, -1, 3, loop), loop);
    drain.pull(0);
    BridgeException error = drain.failure();
    assertNotNull(error);
    assertEquals("ERR_S3_MISSING_CREDENTIALS", error.code());
  }

  private BridgeException failure(Server server) throws Exception {
    Drain drain = new Drain(new S3Source(server, 0, -1, 3, loop), loop);
    while (!drain.over()) {
      drain.pull(0);
    }
    BridgeException error = drain.failure();
    assertNotNull(error);
    return error;
  }
}
