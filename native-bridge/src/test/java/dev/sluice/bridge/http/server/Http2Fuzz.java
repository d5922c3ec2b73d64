package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.CONTINUATION;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_HEADERS;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.PREFACE;
import static dev.sluice.bridge.http.Http2Frames.SETTINGS;
import static dev.sluice.bridge.http.Http2Frames.frame;

import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.stream.Pipe;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Gives the server connections of HTTP/2 whose frames are in disorder: never a crash, a hang or a
 * leak, and no handler that is told what no frame has said. Each case has a seed of its own.
 */
public final class Http2Fuzz {
  private static final int MANY = 50_000;
  private static final List<String> TARGETS = List.of("/", "/echo", "/keep", "/abort", "*", "");
  private static final List<String> METHODS = List.of("GET", "POST", "HEAD", "CONNECT", "");
  private static final List<String> FIELDS =
      List.of(
          "content-length", "host", "te", "connection", "cookie", "expect", ":path", "x", "X", "");
  private static final List<String> VALUES =
      List.of("0", "5", "trailers", "close", "a=b", "100-continue", "/", "a\r\nb: c", "h", "");

  private final SplittableRandom random;
  private final SteppedLoop loop = new SteppedLoop();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private @Nullable Throwable fault;

  private Http2Fuzz(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * Runs the cases {@code first} to {@code first + count − 1}; tells the seed of the first fault.
   */
  static void run(long first, long count) {
    for (long seed = first; seed < first + count; seed++) {
      try {
        new Http2Fuzz(seed).run();
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed + ": " + e, e);
      }
    }
  }

  private void run() throws Exception {
    EmbeddedChannel wire =
        new EmbeddedChannel(new LocalServerChannel(), DefaultChannelId.newInstance(), true, false);
    wire.config().setAllocator(allocator);
    HttpServer server =
        new HttpServer(
            loop,
            wire.eventLoop(),
            ServerOptions.builder().protocol(ProtocolChoice.CLEAR).build(),
            this::handle,
            e -> fault = e);
    ProtocolChoice.CLEAR.initialize(wire, server.channels());
    byte[] bytes = bytes();
    for (int at = 0; at < bytes.length && wire.isOpen(); ) {
      int length = Math.min(1 + random.nextInt(200), bytes.length - at);
      wire.writeInbound(allocator.buffer(length).writeBytes(bytes, at, length));
      at += length;
      settle(wire);
    }
    wire.finishAndReleaseAll();
    settle(wire);
    if (fault != null) {
      throw new AssertionError("a fault: " + fault, fault);
    }
    long held = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    if (held != 0) {
      throw new AssertionError("bytes are not released: " + held);
    }
  }

  private void settle(EmbeddedChannel wire) {
    for (int i = 0; i < MANY; i++) {
      wire.runPendingTasks();
      for (Object out = wire.readOutbound(); out != null; out = wire.readOutbound()) {
        ReferenceCountUtil.release(out);
      }
      if (!loop.step() && !wire.hasPendingTasks()) {
        return;
      }
    }
    throw new AssertionError("it never comes to rest");
  }

  private void handle(Exchange exchange) {
    if (exchange.fields().size() > 0) {
      for (int i = 0; i < exchange.fields().size(); i++) {
        if (exchange.fields().value(i).indexOf('\n') >= 0) {
          throw new AssertionError("a line break in " + exchange.fields().name(i));
        }
      }
    }
    switch (exchange.target()) {
      case "/echo" ->
          Pipe.connect(exchange.body(), exchange.respond(ResponseHead.of(200), -1), (_, _) -> {});
      case "/keep" -> exchange.body();
      case "/abort" -> exchange.abort(null);
      default -> exchange.respond(ResponseHead.of(200), exchange.target());
    }
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private byte[] bytes() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(frame(SETTINGS, 0, 0));
    int next = 1;
    for (int frames = 1 + random.nextInt(30); frames > 0; frames--) {
      int stream = random.nextInt(4) == 0 ? 1 + random.nextInt(next + 1) : Math.max(1, next - 2);
      int end = random.nextInt(2) == 0 ? END_STREAM : 0;
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          byte[] block = block();
          int cut = random.nextInt(6) == 0 ? random.nextInt(block.length) : block.length;
          byte[] rest = Arrays.copyOfRange(block, cut, block.length);
          all.writeBytes(
              frame(
                  HEADERS,
                  end | (cut == block.length ? END_HEADERS : 0),
                  next,
                  Arrays.copyOf(block, cut)));
          if (cut < block.length) {
            all.writeBytes(frame(CONTINUATION, END_HEADERS, next, rest));
          }
          next += 2;
        }
        case 3, 4, 5 -> all.writeBytes(frame(DATA, end, stream, some(random.nextInt(300))));
        case 6 ->
            // Any other kind, mostly as long as it should be.
            all.writeBytes(
                frame(
                    2 + random.nextInt(9),
                    random.nextInt(256),
                    random.nextInt(3) == 0 ? 0 : stream,
                    some(List.of(4, 5, 6, 8, 0).get(random.nextInt(5)))));
        default -> all.writeBytes(frame(SETTINGS, random.nextInt(2), 0));
      }
    }
    byte[] bytes = all.toByteArray();
    for (int changes = random.nextInt(6) - 4; changes > 0; changes--) {
      bytes[24 + random.nextInt(bytes.length - 24)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private byte[] some(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] block() throws Exception {
    Http2Headers headers = new DefaultHttp2Headers(false);
    headers.method(random.nextInt(20) == 0 ? any(METHODS) : "POST").scheme("http");
    headers.path(any(TARGETS)).authority("h");
    for (int more = random.nextInt(3); more > 0; more--) {
      headers.add(any(FIELDS), any(VALUES));
    }
    ByteBuf block = Unpooled.buffer();
    encoder.encodeHeaders(3, headers, block);
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    return bytes;
  }

  /** {@code Http2Fuzz [first seed] [count]}. */
  public static void main(String[] arguments) {
    long first = arguments.length > 0 ? Long.parseLong(arguments[0]) : 0;
    long count = arguments.length > 1 ? Long.parseLong(arguments[1]) : 100_000;
    long start = System.nanoTime();
    run(first, count);
    System.out.printf("%d cases, no fault, %.1f s%n", count, (System.nanoTime() - start) / 1e9);
  }
}
