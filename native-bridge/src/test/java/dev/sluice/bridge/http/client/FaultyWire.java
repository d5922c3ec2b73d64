package dev.sluice.bridge.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.CountingLoop;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A client whose connections lead nowhere: a test hands it what the network brings, byte by byte if
 * it likes, and sees at the end that nothing is held. All on one thread, so that a run is the same
 * each time.
 */
final class FaultyWire implements AutoCloseable, ConnectionMaker {
  private static final int MANY = 100_000;

  /** What bytes in disorder may be to a call. */
  private static final Set<String> CODES =
      Set.of(
          "whole",
          "ECONNRESET",
          "ERR_HTTP_INVALID_RESPONSE",
          "ERR_HTTP_HEADERS_TOO_LARGE",
          "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
          "ERR_HTTP2_STREAM_ERROR",
          "ERR_HTTP2_SESSION_ERROR",
          "ERR_HTTP2_UNSUPPORTED");

  /** What has become of a request. */
  static final class Outcome {
    @Nullable ClientResponse response;
    byte @Nullable [] body;
    @Nullable BridgeException error;
    boolean isOver;

    BridgeException error() {
      return java.util.Objects.requireNonNull(error, "no error");
    }

    boolean isDone() {
      return error != null || body != null;
    }

    String text() {
      return body == null ? "(" + code() + ")" : new String(body, ISO_8859_1);
    }

    String code() {
      return error == null ? body == null ? "none" : "whole" : error.code();
    }
  }

  private final SteppedLoop steps = new SteppedLoop();
  private final CountingLoop loop = new CountingLoop(steps);
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
  private final EmbeddedChannel clock = new EmbeddedChannel();
  private final List<EmbeddedChannel> wires = new ArrayList<>();
  private final HttpClient client =
      new HttpClient(clock.eventLoop(), loop, this, null, Session.Patience.DEFAULT);
  private final Origin origin;

  /** What the client has said on the last connection. */
  private ByteArrayOutputStream said = new ByteArrayOutputStream();

  FaultyWire(Protocol protocol) {
    origin = new Origin(null, "host.test", 80, null, null, protocol);
  }

  @Override
  public Acquisition connect(Origin to, long timeout, Connector.WhenDone whenDone) {
    EmbeddedChannel wire = new EmbeddedChannel();
    wire.config().setAllocator(allocator);
    wires.add(wire);
    said = new ByteArrayOutputStream();
    loop.post(() -> whenDone.connected(wire));
    return () -> {};
  }

  /** Bytes in disorder, in reads of any size. */
  static void disorder(Protocol protocol, byte[] sample, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = sample.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : bytes[at] ^ 1 << random.nextInt(8));
    }
    try (FaultyWire wire = new FaultyWire(protocol)) {
      Outcome outcome = wire.get();
      for (int at = 0; at < bytes.length; ) {
        int to = Math.min(bytes.length, at + 1 + random.nextInt(40));
        wire.bring(bytes, at, to);
        at = to;
      }
      wire.end(random.nextBoolean());
      for (int again = 0; !outcome.isDone() && again < 10; again++) {
        // It was refused, and is asked for once more.
        wire.end(false);
      }
      assertTrue(CODES.contains(outcome.code()), outcome.code());
      assertTrue(outcome.isOver);
    }
  }

  /** Another request is answered as if nothing had been. */
  static void goesOn(FaultyWire wire) {
    Outcome next = wire.get();
    wire.bring("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext");
    assertEquals("next", next.text());
  }

  Outcome get() {
    return send("GET", UnaryOperator.identity());
  }

  /**
   * Sends a request and reads the response.
   *
   * @param seen what of the body is read, such as its decoding
   */
  Outcome send(String method, UnaryOperator<Source> seen) {
    Outcome outcome = new Outcome();
    ClientRequest request =
        new ClientRequest(
            origin, method, "/", origin.authority(), new HeaderFields(), null, Timeouts.NONE);
    client.send(
        request,
        new ResponseListener() {
          @Override
          public void onResponse(ClientResponse response) {
            outcome.response = response;
            Source body = response.body();
            if (body == null) {
              outcome.body = new byte[0];
              return;
            }
            Collector all = new Collector(-1);
            Pipe.connect(
                seen.apply(body),
                all,
                (error, _) -> {
                  outcome.error = error;
                  outcome.body = error == null ? all.bytes() : null;
                });
          }

          @Override
          public void onError(BridgeException error) {
            outcome.error = error;
          }

          @Override
          public void onOver() {
            outcome.isOver = true;
          }

          @Override
          public boolean awaitsEnd() {
            return true;
          }
        });
    settle();
    return outcome;
  }

  Loop loop() {
    return loop;
  }

  EmbeddedChannel wire() {
    return wires.getLast();
  }

  int connections() {
    return wires.size();
  }

  boolean isOpen() {
    return wire().isOpen();
  }

  /** What the client has said on the last connection. */
  byte[] said() {
    return said.toByteArray();
  }

  /** Brings bytes in one read, unless the client has closed. */
  FaultyWire bring(byte[] bytes, int from, int to) {
    if (to > from && isOpen()) {
      ByteBuf read = allocator.buffer(to - from).writeBytes(bytes, from, to - from);
      wire().writeInbound(read);
      settle();
    }
    return this;
  }

  FaultyWire bring(byte[] bytes) {
    return bring(bytes, 0, bytes.length);
  }

  FaultyWire bring(String text) {
    return bring(text.getBytes(ISO_8859_1));
  }

  /** The server closes, or its system says that it is not there any more. */
  FaultyWire end(boolean resets) {
    if (resets && isOpen()) {
      wire().pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
      settle();
    }
    wire().close();
    settle();
    return this;
  }

  /** Does all that can be done. */
  void settle() {
    for (int i = 0; i < MANY; i++) {
      clock.runPendingTasks();
      for (EmbeddedChannel wire : wires) {
        wire.runPendingTasks();
        for (Object out = wire.readOutbound(); out != null; out = wire.readOutbound()) {
          if (wire.equals(wire()) && out instanceof ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            said.writeBytes(copy);
          }
          ReferenceCountUtil.release(out);
        }
      }
      boolean isAtRest = !clock.hasPendingTasks();
      for (EmbeddedChannel wire : wires) {
        isAtRest &= !wire.hasPendingTasks();
      }
      if (!steps.step() && isAtRest) {
        return;
      }
    }
    throw new AssertionError("it never comes to rest");
  }

  /** Ends all connections, after which nothing may be held and no handler have failed. */
  @Override
  public void close() {
    for (EmbeddedChannel wire : List.copyOf(wires)) {
      wire.close();
      settle();
      wire.finishAndReleaseAll();
    }
    settle();
    if (loop.references() != 0) {
      throw new AssertionError("the loop is held: " + loop.references());
    }
    if (client.idleConnections() != 0) {
      throw new AssertionError("connections that are closed lie in the pool");
    }
    long held = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    if (held != 0) {
      throw new AssertionError("bytes are not released: " + held);
    }
  }
}
