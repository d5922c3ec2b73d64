package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.stream.Pipe;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/** A body that comes out of a source, piece by piece, as the carrier takes it. */
final class StreamUpload implements Upload, OutboundBody.Owner {
  private final ClientRequest request;
  private final Carrier to;
  private final OutboundBody out;
  private final RequestBody body;
  private final WhenDone whenDone;
  private @Nullable Pipe pipe;

  StreamUpload(ClientRequest request, RequestBody body, Carrier to, Loop loop, WhenDone whenDone) {
    this.request = request;
    this.body = body;
    this.to = to;
    this.whenDone = whenDone;
    this.out = new OutboundBody(to.context(), loop, body.length(), this);
  }

  @Override
  public void start(Loop loop) {
    pipe = Pipe.connect(body.open(loop), out, (error, _) -> whenDone.done(this, error));
    // The server hears of the request even if the first byte of its body lets wait for itself.
    to.context().executor().execute(out::flushHead);
  }

  @Override
  public long bytes() {
    return pipe == null ? 0 : pipe.bytes();
  }

  @Override
  public void writable() {
    out.writable();
  }

  @Override
  public void refused() {
    out.closed(new BridgeException(Code.EPIPE, "write", null, null));
  }

  @Override
  public void stop() {
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
