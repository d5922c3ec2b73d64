package dev.sluice.bridge.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.http.FieldSyntax;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.http.client.Dialer;
import dev.sluice.bridge.http.client.HttpClient;
import dev.sluice.bridge.http.client.Occasion;
import dev.sluice.bridge.http.client.Origin;
import dev.sluice.bridge.http.client.Purpose;
import dev.sluice.bridge.http.client.RequestGate;
import dev.sluice.bridge.http.client.Timeouts;
import dev.sluice.bridge.stream.Source;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.CharBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's side of the opening handshake (RFC 6455 §4.1). On the loop's thread. */
public final class ClientHandshake {
  private static final long CONNECT_MILLIS = 30_000;
  private static final long ANSWER_MILLIS = 30_000;
  private static final int HEAD_LIMIT = 64 << 10;
  private static final int SWITCHING = 101;
  private static final String DECODER = "websocket-handshake-decoder";

  private final WebSockets room;
  private ClientRequest request;
  private final WebSocketOptions options;
  private final ClientListener listener;
  private final String key = HandshakeKeys.make();
  private @Nullable Dialer dialer;
  private @Nullable Channel channel;
  private @Nullable Future<?> timer;
  private boolean isOver;

  private ClientHandshake(
      WebSockets room, ClientRequest request, WebSocketOptions options, ClientListener listener) {
    this.room = room;
    this.request = request;
    this.options = options;
    this.listener = listener;
  }

  /**
   * Begins to connect. The listener is not told amid this call.
   *
   * @return what it can be given up by
   * @throws BridgeException ERR_INVALID_HTTP_TOKEN or ERR_INVALID_CHAR, if a field cannot be sent
   */
  public static ClientHandshake connect(
      HttpClient client,
      WebSockets room,
      ClientRequest request,
      WebSocketOptions options,
      ClientListener listener) {
    FieldSyntax.check(request.fields());
    ClientHandshake handshake = new ClientHandshake(room, request, options, listener);
    room.netty().execute(() -> handshake.begin(client));
    return handshake;
  }

  private void begin(HttpClient client) {
    if (isOver) {
      return;
    }
    dev.sluice.bridge.http.client.ClientRequest wanted =
        new dev.sluice.bridge.http.client.ClientRequest(
            request.origin(),
            "GET",
            request.target(),
            request.authority(),
            request.fields(),
            null,
            Timeouts.DEFAULT);
    client.ask(wanted, Occasion.of(Purpose.WEB_SOCKET), verdict -> decided(verdict, client));
  }

  private void decided(RequestGate.Verdict verdict, HttpClient client) {
    switch (verdict) {
      case RequestGate.Verdict.Pass(var passed) -> {
        request =
            new ClientRequest(
                passed.origin(),
                passed.authority(),
                passed.target(),
                request.protocols(),
                passed.fields());
        dial(client);
      }
      case RequestGate.Verdict.Refuse(BridgeException reason) -> fail(reason);
      case RequestGate.Verdict.Answer(ClientResponse response) -> {
        Source body = response.body();
        if (body != null) {
          body.cancel();
        }
        refuse("the host answered " + response.status());
      }
    }
  }

  private void dial(HttpClient client) {
    if (isOver) {
      return;
    }
    dialer =
        Dialer.dial(
            client,
            request.origin(),
            CONNECT_MILLIS,
            new Dialer.Listener() {
              @Override
              public void connected(Channel made) {
                ask(made);
              }

              @Override
              public void failed(BridgeException error) {
                fail(error);
              }
            });
  }

  /** Gives it up; nobody is told. Harmless when it is over. */
  public void abandon() {
    if (!isOver) {
      isOver = true;
      if (dialer != null) {
        dialer.abandon();
      }
      close();
    }
  }

  private void close() {
    if (timer != null) {
      timer.cancel(false);
    }
    if (channel != null) {
      channel.close();
    }
  }

  private void fail(BridgeException error) {
    if (!isOver) {
      isOver = true;
      close();
      listener.onFailure(error);
    }
  }

  private void refuse(String why) {
    fail(BridgeException.plain("ERR_WEBSOCKET_HANDSHAKE", "no WebSocket: " + why));
  }

  private void ask(Channel made) {
    channel = made;
    timer =
        room.netty()
            .schedule(
                () -> fail(new BridgeException(Code.ETIMEDOUT, "read", where(), null)),
                ANSWER_MILLIS,
                TimeUnit.MILLISECONDS);
    HttpDecoderConfig config =
        new HttpDecoderConfig().setMaxInitialLineLength(HEAD_LIMIT).setMaxHeaderSize(HEAD_LIMIT);
    made.pipeline().addLast(DECODER, new HttpResponseDecoder(config)).addLast(new Answer());
    made.writeAndFlush(ByteBufUtil.encodeString(made.alloc(), CharBuffer.wrap(head()), ISO_8859_1));
    made.read();
  }

  private String where() {
    Origin origin = request.origin();
    return origin.host() + ":" + origin.port();
  }

  private String head() {
    StringBuilder head = new StringBuilder(256);
    head.append("GET ").append(request.target()).append(" HTTP/1.1\r\n");
    HeaderFields fields = request.fields();
    if (!fields.contains("host")) {
      field(head, "Host", request.authority());
    }
    field(head, "Upgrade", "websocket");
    field(head, "Connection", "Upgrade");
    field(head, "Sec-WebSocket-Key", key);
    field(head, "Sec-WebSocket-Version", "13");
    if (!request.protocols().isEmpty()) {
      field(head, "Sec-WebSocket-Protocol", String.join(", ", request.protocols()));
    }
    if (options.deflate()) {
      field(head, "Sec-WebSocket-Extensions", PerMessageDeflate.OFFER);
    }
    for (int i = 0; i < fields.size(); i++) {
      if (!isOurs(fields.name(i))) {
        field(head, fields.name(i), fields.value(i));
      }
    }
    return head.append("\r\n").toString();
  }

  private static void field(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static boolean isOurs(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "upgrade",
          "connection",
          "content-length",
          "transfer-encoding",
          "sec-websocket-key",
          "sec-websocket-version",
          "sec-websocket-protocol",
          "sec-websocket-extensions" ->
          true;
      default -> false;
    };
  }

  /** Looks at the server's answer, as §4.1 lists what it has to be. */
  private void judge(HttpResponse response) {
    HttpHeaders fields = response.headers();
    if (response.decoderResult().isFailure()) {
      refuse("what came is no HTTP response");
    } else if (response.status().code() != SWITCHING) {
      refuse("the server answered " + response.status().code());
    } else if (!hasToken(fields, "Upgrade", "websocket")
        || !hasToken(fields, "Connection", "upgrade")) {
      refuse("the server does not upgrade the connection");
    } else if (fields.getAll("Sec-WebSocket-Accept").size() != 1
        || !HandshakeKeys.answer(key).equals(fields.get("Sec-WebSocket-Accept").strip())) {
      refuse("the server's answer to the key is wrong");
    } else if (!hasOurProtocol(fields.getAll("Sec-WebSocket-Protocol"))) {
      refuse("the server's subprotocol is none of those that it was asked for");
    } else {
      List<String> extensions = fields.getAll("Sec-WebSocket-Extensions");
      PerMessageDeflate deflate = null;
      if (!extensions.isEmpty()) {
        deflate =
            options.deflate() ? PerMessageDeflate.confirmed(String.join(", ", extensions)) : null;
        if (deflate == null) {
          refuse("the server's extensions are not those that it was asked for");
          return;
        }
      }
      open(response, deflate);
    }
  }

  private static boolean hasToken(HttpHeaders fields, String name, String token) {
    for (String value : fields.getAll(name)) {
      for (String element : value.split(",", -1)) {
        if (element.strip().equalsIgnoreCase(token)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whoever asks for subprotocols gets exactly one of them (WebSockets §2.1). */
  private boolean hasOurProtocol(List<String> given) {
    return request.protocols().isEmpty()
        ? given.isEmpty()
        : given.size() == 1 && new HashSet<>(request.protocols()).contains(given.getFirst());
  }

  private @Nullable WebSocket opened;
  private String protocol = "";
  private String extensions = "";

  private void open(HttpResponse response, @Nullable PerMessageDeflate deflate) {
    opened = new WebSocket(room, options, false, deflate, room.ofClients(), listener);
    String chosen = response.headers().get("Sec-WebSocket-Protocol");
    protocol = chosen == null ? "" : chosen;
    extensions = deflate == null ? "" : deflate.response();
  }

  /** The head of the answer is all there: what follows is frames. */
  private void hand(Channel over, WebSocket socket) {
    isOver = true;
    if (timer != null) {
      timer.cancel(false);
    }
    over.pipeline().addLast(socket.handler());
    over.pipeline().remove(Answer.class);
    socket.begin(null);
    listener.onOpen(socket, protocol, extensions);
    // Lets go of what it has read behind the head.
    over.pipeline().remove(DECODER);
  }

  private final class Answer extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        if (isOver) {
          return;
        }
        if (message instanceof HttpResponse response) {
          if (response.status().code() / 100 == 1 && response.status().code() != SWITCHING) {
            return;
          }
          judge(response);
        }
        if (message instanceof LastHttpContent && opened != null) {
          hand(context.channel(), opened);
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      if (!isOver) {
        context.read();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      fail(new BridgeException(Code.ECONNRESET, "read", where(), null));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail(BridgeException.of(cause, "read", where()));
    }
  }
}
