package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.stream.Pipe;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request whose body is streamed, on its way to one carrier. */
final class Upload implements OutboundBody.Owner {
  private final ClientRequest request;
  private final Carrier to;
  private final OutboundBody out;
  private final BiConsumer<Upload, @Nullable BridgeException> whenDone;
  private @Nullable Pipe pipe;

  /**
   * @param body of the request
   * @param whenDone called once, with null when all has been sent; not after {@link #stop}
   */
  Upload(
      ClientRequest request,
      RequestBody body,
      Carrier to,
      Loop loop,
      BiConsumer<Upload, @Nullable BridgeException> whenDone) {
    this.request = request;
    this.to = to;
    this.whenDone = whenDone;
    this.out = new OutboundBody(to.context(), loop, body.length(), this);
  }

  /** Sends; may be done within the call. */
  void start(RequestBody body, Loop loop) {
    pipe = Pipe.connect(body.open(loop), out, (error, _) -> whenDone.accept(this, error));
    // The server hears of the request even if the first byte of its body lets wait for itself.
    to.context().executor().execute(out::flushHead);
  }

  /** How many bytes the carrier has taken. */
  long bytes() {
    return pipe == null ? 0 : pipe.bytes();
  }

  /** The carrier takes more, or less. */
  void writable() {
    out.writable();
  }

  /** The server takes no more; {@code whenDone} is told. */
  void refused() {
    out.closed(new BridgeException(Code.EPIPE, "write", null, null));
  }

  /** Gives up; nobody is told. */
  void stop() {
    if (pipe != null) {
      pipe.cancel();
    }
  }

  @Override
  public OutboundBody.Framing begin(ByteBuf head, long length) {
    return to.beginRequest(request, head, length);
  }

  @Override
  public void ended(ChannelFuture last) {}

  /** Whoever has cut it tells the pipe, and that the call. */
  @Override
  public void cut(boolean begun, @Nullable BridgeException reason) {}
}
