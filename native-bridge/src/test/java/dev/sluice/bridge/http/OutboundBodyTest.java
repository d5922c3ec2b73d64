package dev.sluice.bridge.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.http.OutboundBody.Framing;
import dev.sluice.bridge.stream.Feeder;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.SinkContract;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2DataFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OutboundBodyTest {
  private static final List<Wire> WIRES = new ArrayList<>();

  @AfterEach
  void release() {
    for (Wire wire : WIRES) {
      wire.body.abort(null);
      wire.channel.finishAndReleaseAll();
      wire.loop.runAll();
      wire.raw();
    }
    WIRES.clear();
  }

  /** A channel whose flushes reach the socket in a step of their own. */
  private static final class Wire implements OutboundBody.Owner {
    final SteppedLoop loop;
    final EmbeddedChannel channel;
    final OutboundBody body;
    final Framing framing;
    final List<String> events = new ArrayList<>();
    int flushes;
    boolean hasEndOfStream;

    Wire(SteppedLoop loop, Framing framing, long length) {
      this.loop = loop;
      this.framing = framing;
      ChannelDuplexHandler handler =
          new ChannelDuplexHandler() {
            @Override
            public void flush(ChannelHandlerContext context) {
              flushes++;
              loop.post(
                  () -> {
                    context.flush();
                    runPending();
                  });
            }

            @Override
            public void channelWritabilityChanged(ChannelHandlerContext context) {
              body().writable();
            }
          };
      channel = new EmbeddedChannel(handler);
      channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(32 << 10, 64 << 10));
      ChannelDuplexHandler writer = new ChannelDuplexHandler();
      channel.pipeline().addLast(writer);
      body = new OutboundBody(channel.pipeline().context(writer), loop, length, this);
      WIRES.add(this);
    }

    private OutboundBody body() {
      return body;
    }

    void runPending() {
      channel.runPendingTasks();
    }

    @Override
    public Framing begin(ByteBuf out, long length) {
      events.add("begin " + length);
      if (framing == Framing.LENGTH || framing == Framing.CHUNKED || framing == Framing.NONE) {
        out.writeCharSequence("HEAD\r\n", ISO_8859_1);
      }
      return framing == Framing.CHUNKED && length >= 0 ? Framing.LENGTH : framing;
    }

    @Override
    public void waited() {
      events.add("waited");
    }

    @Override
    public void ended(ChannelFuture last) {
      events.add("ended");
    }

    @Override
    public void cut(boolean begun, @Nullable BridgeException reason) {
      events.add("cut " + begun + (reason == null ? "" : " " + reason.code()));
    }

    /** All that has reached the socket since the last call. */
    byte[] raw() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (Object message = channel.readOutbound();
          message != null;
          message = channel.readOutbound()) {
        ByteBuf bytes;
        if (message instanceof Http2DataFrame frame) {
          bytes = frame.content();
          hasEndOfStream |= frame.isEndStream();
        } else {
          bytes = (ByteBuf) message;
        }
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy).release();
        all.writeBytes(copy);
      }
      return all.toByteArray();
    }

    String text() {
      return new String(raw(), ISO_8859_1);
    }
  }

  /** Lets what Netty is to do later be steps of the loop. */
  private record Stepped(Wire wire) implements Sink {
    @Override
    public void start(Signal signal) {
      wire.body.start(signal);
    }

    @Override
    public Flow write(StreamResult.Bytes bytes) {
      wire.loop.post(wire::runPending);
      return wire.body.write(bytes);
    }

    @Override
    public void flush() {
      wire.body.flush();
    }

    @Override
    public void end() {
      wire.body.end();
    }

    @Override
    public void abort(@Nullable BridgeException reason) {
      wire.body.abort(reason);
    }
  }

  @Nested
  class InChunks extends SinkContract {
    @Override
    protected Sink sink() {
      return new Stepped(new Wire(loop, Framing.CHUNKED, -1));
    }

    @Override
    protected byte[] arrived(Sink sink) {
      byte[] raw = ((Stepped) sink).wire.raw();
      String text = new String(raw, ISO_8859_1);
      assertTrue(text.startsWith("HEAD\r\n"));
      int at = 6;
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      if (((Stepped) sink).wire.events.getFirst().equals("begin -1")) {
        while (true) {
          int line = text.indexOf("\r\n", at);
          int size = Integer.parseInt(text.substring(at, line), 16);
          body.write(raw, line + 2, size);
          at = line + 2 + size;
          assertEquals("\r\n", text.substring(at, at + 2));
          at += 2;
          if (size == 0) {
            break;
          }
        }
        assertEquals(raw.length, at);
      } else {
        body.write(raw, at, raw.length - at);
      }
      return body.toByteArray();
    }
  }

  @Nested
  class UntilTheClose extends SinkContract {
    @Override
    protected Sink sink() {
      return new Stepped(new Wire(loop, Framing.CLOSE, -1));
    }

    @Override
    protected byte[] arrived(Sink sink) {
      return ((Stepped) sink).wire.raw();
    }
  }

  @Nested
  class InFrames extends SinkContract {
    @Override
    protected Sink sink() {
      return new Stepped(new Wire(loop, Framing.FRAMES, -1));
    }

    @Override
    protected byte[] arrived(Sink sink) {
      Wire wire = ((Stepped) sink).wire;
      byte[] raw = wire.raw();
      assertTrue(wire.hasEndOfStream);
      return raw;
    }
  }

  private final SteppedLoop loop = new SteppedLoop();
  private final Feeder feeder = new Feeder();

  private Wire wire(Framing framing, long length) {
    Wire wire = new Wire(loop, framing, length);
    wire.body.start(feeder);
    return wire;
  }

  private static StreamResult.Bytes owned(String text) {
    return new StreamResult.Owned(ByteBuffer.wrap(text.getBytes(ISO_8859_1)), false);
  }

  @Test
  void aBodyThatEndsBeforeAnythingWasSentIsFramedByItsLengthInOneWrite() {
    Wire wire = wire(Framing.CHUNKED, -1);
    wire.body.write(owned("hel"));
    wire.body.write(owned("lo"));
    wire.body.end();
    loop.runAll();
    assertEquals(List.of("begin 5", "ended"), wire.events);
    assertEquals(1, wire.flushes);
    assertEquals(1, wire.channel.outboundMessages().size());
    assertEquals("HEAD\r\nhello", wire.text());
    assertEquals(1, feeder.closes);
  }

  @Test
  void whatWasWrittenInATurnLeavesAsOneChunkAtItsEnd() {
    Wire wire = wire(Framing.CHUNKED, -1);
    wire.body.write(owned("hel"));
    wire.body.write(owned("lo"));
    loop.runAll();
    assertEquals("", wire.text());
    wire.runPending();
    loop.runAll();
    assertEquals("HEAD\r\n5\r\nhello\r\n", wire.text());
    wire.body.write(owned("x"));
    wire.body.flush();
    loop.runAll();
    assertEquals("1\r\nx\r\n", wire.text());
    wire.body.write(owned("last"));
    wire.body.end();
    loop.runAll();
    assertEquals(1, wire.channel.outboundMessages().size());
    assertEquals("4\r\nlast\r\n0\r\n\r\n", wire.text());
  }

  @Test
  void smallWritesAreGatheredUpToTheMark() {
    Wire wire = wire(Framing.CHUNKED, -1);
    for (int i = 0; i < 21; i++) {
      wire.body.write(owned("x".repeat(100)));
    }
    wire.channel.flushOutbound();
    loop.runAll();
    assertEquals("HEAD\r\n834\r\n" + "x".repeat(2100) + "\r\n", wire.text());
    wire.body.abort(null);
  }

  @Test
  void aLargeWriteThatFindsNothingGatheredGoesStraightOut() {
    Wire wire = wire(Framing.LENGTH, 5000);
    wire.body.highWaterMark(100);
    wire.body.write(owned("x".repeat(5000)));
    wire.channel.flushOutbound();
    loop.runAll();
    assertEquals("HEAD\r\n" + "x".repeat(5000), wire.text());
    wire.body.end();
  }

  @Test
  void theHeadCanBeSentAlone() {
    Wire wire = wire(Framing.CHUNKED, -1);
    assertFalse(wire.body.hasBegun());
    wire.body.flushHead();
    loop.runAll();
    assertTrue(wire.body.hasBegun());
    assertEquals("HEAD\r\n", wire.text());
    wire.body.end();
    loop.runAll();
    assertEquals("0\r\n\r\n", wire.text());
  }

  @Test
  void aFlushOfNothingSendsNothing() {
    Wire wire = wire(Framing.CHUNKED, -1);
    wire.body.flush();
    wire.runPending();
    loop.runAll();
    assertEquals(List.of(), wire.events);
    wire.body.abort(null);
    assertEquals(List.of("cut false"), wire.events);
  }

  @Test
  void anAbortBeforeTheFirstByteLeavesNoTraceAndOneAfterItCuts() {
    Wire untouched = wire(Framing.CHUNKED, -1);
    untouched.body.write(owned("hello"));
    untouched.body.abort(BridgeException.plain("ERR_TEST", "x"));
    untouched.runPending();
    loop.runAll();
    assertEquals(List.of("cut false ERR_TEST"), untouched.events);
    assertEquals("", untouched.text());
    Wire begun = wire(Framing.CHUNKED, -1);
    begun.body.write(owned("hello"));
    begun.body.flush();
    begun.body.abort(null);
    loop.runAll();
    assertEquals(List.of("begin -1", "cut true"), begun.events);
    assertEquals(0, feeder.closes);
  }

  @Test
  void anotherLengthThanAnnouncedIsAFaultThatCuts() {
    Wire more = wire(Framing.LENGTH, 3);
    more.body.write(owned("abc"));
    more.body.flush();
    assertEquals(Sink.Flow.CLOSED, more.body.write(owned("d")));
    assertEquals("cut true ERR_HTTP_CONTENT_LENGTH_MISMATCH", more.events.getLast());
    assertNotNull(feeder.error);
    Wire fewer = wire(Framing.LENGTH, 3);
    fewer.body.write(owned("ab"));
    fewer.body.end();
    assertEquals(List.of("cut false ERR_HTTP_CONTENT_LENGTH_MISMATCH"), fewer.events);
    assertEquals(2, feeder.closes);
    loop.runAll();
    more.raw();
  }

  @Test
  void ownedBytesAreHandedOverAsTheChannelTakesThem() {
    Wire wire = wire(Framing.LENGTH, 10_000_000);
    byte[] large = new byte[10_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i >> 8);
    }
    assertEquals(
        Sink.Flow.WAIT, wire.body.write(new StreamResult.Owned(ByteBuffer.wrap(large), true)));
    wire.body.end();
    assertEquals(0, feeder.closes);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (feeder.closes == 0) {
      assertTrue(wire.channel.unsafe().outboundBuffer().totalPendingWriteBytes() < 200_000);
      assertTrue(loop.step(), "stuck");
      all.writeBytes(wire.raw());
    }
    all.writeBytes(wire.raw());
    byte[] body = all.toByteArray();
    assertArrayEquals(large, Arrays.copyOfRange(body, 6, body.length));
    assertEquals(0, feeder.readies);
  }

  @Test
  void waitsForTheChannelAndIsToldOnce() {
    Wire wire = wire(Framing.LENGTH, -1);
    byte[] piece = new byte[50_000];
    assertEquals(Sink.Flow.MORE, wire.body.write(temporary(piece)));
    assertEquals(Sink.Flow.WAIT, wire.body.write(temporary(piece)));
    assertTrue(wire.body.isWaiting());
    assertEquals(0, feeder.readies);
    loop.runAll();
    assertEquals(1, feeder.readies);
    assertEquals(List.of("begin -1", "waited"), wire.events);
    wire.body.abort(null);
    wire.raw();
  }

  private static StreamResult.Bytes temporary(byte[] bytes) {
    return new StreamResult.Temporary(ByteBuffer.wrap(bytes), false);
  }

  @Test
  void aClosedChannelClosesIt() {
    Wire wire = wire(Framing.CHUNKED, -1);
    wire.body.write(owned("hello"));
    wire.body.closed(BridgeException.plain("ECONNRESET", "gone"));
    assertEquals(1, feeder.closes);
    assertNotNull(feeder.error);
    assertEquals(Sink.Flow.CLOSED, wire.body.write(owned("x")));
    wire.runPending();
    assertEquals(List.of(), wire.events);
  }

  @Test
  void aBodyThatNobodyWantsEndsWithItsHead() {
    Wire wire = wire(Framing.NONE, -1);
    wire.body.write(owned("hello"));
    wire.body.flush();
    loop.runAll();
    assertEquals("HEAD\r\n", wire.text());
    assertEquals(List.of("begin -1", "ended"), wire.events);
    assertEquals(1, feeder.closes);
    assertNull(feeder.error);
    assertEquals(Sink.Flow.CLOSED, wire.body.write(owned("x")));
  }

  @Test
  void isStartedOnceAndNotWrittenToBefore() {
    Wire wire = new Wire(loop, Framing.CHUNKED, -1);
    assertThrows(IllegalStateException.class, () -> wire.body.write(owned("x")));
    wire.body.start(feeder);
    assertThrows(IllegalStateException.class, () -> wire.body.start(feeder));
  }

  @Test
  @Timeout(30) // Seconds; each byte was copied with each write, which would take hours.
  void aFeederThatNeverWaitsHasItsBytesCopiedButAFewTimes() {
    Wire wire = wire(Framing.LENGTH, 100_000 + 500_000 * 10);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes("HEAD\r\n".getBytes(ISO_8859_1));
    expected.writeBytes("x".repeat(100_000).getBytes(ISO_8859_1));
    wire.body.write(owned("x".repeat(100_000)));
    for (int i = 0; i < 500_000; i++) {
      byte[] digits = new byte[10];
      for (int j = 9, n = i; j >= 0; j--, n /= 10) {
        digits[j] = (byte) ('0' + n % 10);
      }
      expected.writeBytes(digits);
      assertEquals(
          Sink.Flow.WAIT, wire.body.write(new StreamResult.Owned(ByteBuffer.wrap(digits), false)));
    }
    wire.body.end();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 10_000 && feeder.closes == 0; i++) {
      loop.runAll();
      wire.runPending();
      all.writeBytes(wire.raw());
    }
    assertArrayEquals(expected.toByteArray(), all.toByteArray());
  }

  /** A channel that takes all at once: whoever sends to it never has to wait. */
  private OutboundBody toAQuickClient(EmbeddedChannel channel) {
    ChannelDuplexHandler writer = new ChannelDuplexHandler();
    channel.pipeline().addLast(writer);
    OutboundBody body =
        new OutboundBody(
            channel.pipeline().context(writer),
            loop,
            -1,
            new OutboundBody.Owner() {
              @Override
              public Framing begin(ByteBuf out, long length) {
                return Framing.CLOSE;
              }

              @Override
              public void ended(ChannelFuture last) {}

              @Override
              public void cut(boolean begun, @Nullable BridgeException reason) {}
            });
    body.start(feeder);
    return body;
  }

  @Test
  void largeBytesForAQuickClientLetOthersBeReadInBetween() {
    EmbeddedChannel channel = new EmbeddedChannel();
    OutboundBody body = toAQuickClient(channel);
    body.write(new StreamResult.Owned(ByteBuffer.allocate(10 << 20), false));
    channel.runPendingTasks();
    assertTrue(body.isWaiting());
    loop.runAll();
    assertTrue(loop.behindSockets() >= 4, loop.behindSockets() + " turns for 10 MB");
    assertEquals(1, feeder.readies);
    channel.finishAndReleaseAll();
  }

  @Test
  void aRowOfSmallWritesForAQuickClientLetsOthersBeReadInBetween() {
    EmbeddedChannel channel = new EmbeddedChannel();
    OutboundBody body = toAQuickClient(channel);
    for (int i = 0; i < 100; i++) {
      body.write(owned("event"));
      channel.runPendingTasks();
      loop.runAll();
    }
    assertTrue(loop.behindSockets() >= 10, loop.behindSockets() + " turns for 100 flushes");
    channel.finishAndReleaseAll();
  }
}
