package dev.sluice.bridge.http.server;

import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.http.server.HttpModel.Ending;
import dev.sluice.bridge.http.server.HttpModel.Meaning;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One client's bytes given to a connection of the server, and what the server makes of them held
 * against {@link HttpModel}. Throws an AssertionError that says what differs.
 *
 * <p>Targets say what the handler does: {@code /skip…} is answered without a look at the body,
 * {@code /early…} while the handler has the body and never reads it, all else when the body has
 * been read.
 */
final class FuzzedConnection {
  /** What the handler has seen of a request. */
  private static final class Seen {
    final String method;
    final String target;
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean isSkipped;
    boolean isComplete;
    boolean isAnswered;

    Seen(Exchange exchange) {
      method = exchange.method();
      target = exchange.target();
    }

    String echo() {
      return method + " " + target + " " + (isSkipped ? "skipped" : body.size());
    }
  }

  /** A server never needs so many goes for the little that it is given. */
  private static final int MANY = 20_000;

  /** Behind invalid bytes, so that a server that waits for more gets it. */
  private static final byte[] MORE =
      ("\r\n\r\n" + "x".repeat(70) + "\r\n\r\n0\r\n\r\n\r\n").getBytes(StandardCharsets.US_ASCII);

  private static final ServerOptions OPTIONS =
      ServerOptions.builder().maxRequestBodySize(HttpModel.MAX_BODY).build();

  private final SteppedLoop loop = new SteppedLoop();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
  private final EmbeddedChannel wire = new EmbeddedChannel();
  private final List<Seen> all = new ArrayList<>();
  private @Nullable Throwable fault;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Gives the server these bytes in these pieces, and checks. */
  static void check(byte[] bytes, List<byte[]> pieces) {
    Meaning meaning = HttpModel.of(bytes);
    FuzzedConnection connection = new FuzzedConnection();
    connection.send(pieces);
    if (meaning.ending() == Ending.INVALID) {
      connection.send(List.of(MORE));
    }
    connection.compare(meaning);
    connection.end();
  }

  private FuzzedConnection() {
    wire.config().setAllocator(allocator);
    HttpServer server = new HttpServer(loop, wire.eventLoop(), OPTIONS, this::handle, this::fault);
    server.channels().initializeHttp1(wire.pipeline());
  }

  private void fault(Throwable e) {
    fault = e;
  }

  private void handle(Exchange exchange) {
    Seen seen = new Seen(exchange);
    all.add(seen);
    if (seen.target.startsWith("/skip") || seen.target.startsWith("/early")) {
      seen.isSkipped = true;
      if (seen.target.startsWith("/early")) {
        exchange.body();
      }
      answer(exchange, seen);
    } else {
      read(exchange, seen, exchange.body());
    }
  }

  private void read(Exchange exchange, Seen seen, Source body) {
    while (true) {
      if (!take(exchange, seen, body.pull(result -> later(exchange, seen, body, result)))) {
        return;
      }
    }
  }

  private void later(Exchange exchange, Seen seen, Source body, StreamResult result) {
    if (take(exchange, seen, result)) {
      read(exchange, seen, body);
    }
  }

  /** Should more be asked for? */
  private boolean take(Exchange exchange, Seen seen, StreamResult result) {
    switch (result) {
      case StreamResult.Pending _, StreamResult.Failed _ -> {
        return false;
      }
      case StreamResult.Bytes bytes -> {
        byte[] some = new byte[bytes.bytes().remaining()];
        bytes.bytes().get(some);
        seen.body.writeBytes(some);
        if (!bytes.done()) {
          return true;
        }
      }
      case StreamResult.Done _ -> {}
      case StreamResult.IntoArray _ -> throw new AssertionError("not asked for");
    }
    seen.isComplete = true;
    answer(exchange, seen);
    return false;
  }

  private static void answer(Exchange exchange, Seen seen) {
    seen.isAnswered = true;
    exchange.respond(
        ResponseHead.of(200), ByteBuffer.wrap(seen.echo().getBytes(StandardCharsets.UTF_8)));
  }

  private void send(List<byte[]> pieces) {
    settle();
    for (byte[] piece : pieces) {
      if (!wire.isOpen() || !wire.config().isAutoRead()) {
        return;
      }
      wire.writeInbound(allocator.buffer(piece.length).writeBytes(piece));
      settle();
    }
  }

  private void settle() {
    for (int i = 0; i < MANY; i++) {
      wire.runPendingTasks();
      collect();
      if (!loop.step() && !wire.hasPendingTasks()) {
        return;
      }
    }
    throw new AssertionError("it never comes to rest");
  }

  private void collect() {
    for (Object message = wire.readOutbound(); message != null; message = wire.readOutbound()) {
      ByteBuf bytes = (ByteBuf) message;
      byte[] some = new byte[bytes.readableBytes()];
      bytes.readBytes(some).release();
      out.writeBytes(some);
    }
  }

  private void compare(Meaning meaning) {
    if (fault != null) {
      throw new AssertionError("a fault: " + fault, fault);
    }
    List<HttpModel.Request> meant = meaning.requests();
    boolean mayStop = false;
    for (int i = 0; i < all.size(); i++) {
      Seen seen = all.get(i);
      if (i >= meant.size()) {
        check(i == meant.size() && !seen.isComplete, "a request out of nothing: " + seen.echo());
        check(meaning.ending() != Ending.CLOSED, "a request after the last: " + seen.echo());
        continue;
      }
      HttpModel.Request request = meant.get(i);
      check(request.method().equals(seen.method), "method " + seen.method);
      // The model takes bytes for what they are, the server for UTF-8.
      boolean isAscii = request.target().chars().allMatch(c -> c < 0x80);
      check(!isAscii || request.target().equals(seen.target), "target " + seen.target);
      if (seen.isSkipped) {
        // Rather than to read a body that nobody wants, a server may close.
        mayStop |= request.body().length > 0 || request.lax();
      } else if (seen.isComplete) {
        check(Arrays.equals(request.body(), seen.body.toByteArray()), "body of " + seen.echo());
      } else {
        check(request.lax() && i == all.size() - 1, "no end of " + seen.echo());
        mayStop = true;
      }
    }
    if (!all.isEmpty() && all.getLast().target.startsWith("/early") && wire.isOpen()) {
      // Its body waits in the socket for the handler, for as long as timeouts let it.
      responses();
      return;
    }
    if (all.size() < meant.size()) {
      check(mayStop || meant.get(all.size()).lax(), "not taken: " + meant.get(all.size()).target());
      check(!wire.isOpen(), "not taken, and the connection open");
    }
    if (meaning.ending() != Ending.INCOMPLETE) {
      check(!wire.isOpen(), "the connection is open though it has ended: " + meaning.ending());
    }
    responses();
  }

  /** One response a request, in order, and perhaps a refusal. */
  private void responses() {
    String text = out.toString(StandardCharsets.ISO_8859_1);
    int at = 0;
    int count = 0;
    while (at < text.length()) {
      int end = text.indexOf("\r\n\r\n", at);
      check(end > 0, "a broken response head");
      String head = text.substring(at, end + 2);
      check(head.matches("(?s)HTTP/1\\.1 \\d{3} [^\r\n]*\r\n([^\r\n:]+: [^\r\n]*\r\n)*"), head);
      int status = Integer.parseInt(head.substring(9, 12));
      at = end + 4;
      if (status < 200) {
        continue;
      }
      @Nullable Seen seen = count < all.size() && all.get(count).isAnswered ? all.get(count) : null;
      int length = length(head);
      boolean isHead = seen != null && seen.method.equals("HEAD");
      String body = isHead ? "" : text.substring(at, Math.min(text.length(), at + length));
      check(isHead || body.length() == length, "a response that is cut");
      at += body.length();
      if (seen == null) {
        check(status >= 400 && at == text.length(), "a response to nothing: " + status);
        check(!wire.isOpen(), "the connection is open after a refusal");
      } else {
        check(status == 200, "status " + status);
        String echo =
            new String(seen.echo().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        check(isHead ? length == echo.length() : body.equals(echo), "the response to " + echo);
        count++;
      }
    }
    check(
        count == all.stream().filter(seen -> seen.isAnswered).count(),
        "responses are missing: " + count);
  }

  private static int length(String head) {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        return Integer.parseInt(line.substring(16));
      }
    }
    return 0;
  }

  private void end() {
    wire.finishAndReleaseAll();
    settle();
    long held = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    check(held == 0, "bytes are not released: " + held);
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
