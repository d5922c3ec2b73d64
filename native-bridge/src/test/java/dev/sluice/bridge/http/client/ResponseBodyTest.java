package dev.sluice.bridge.http.client;

import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.SourceContract;
import io.netty.buffer.Unpooled;

/** The body of a response is a source like any other. */
class ResponseBodyTest extends SourceContract {
  private static final int READ = 65_536;

  @Override
  protected Source source(byte[] bytes) {
    Feeder feeder = new Feeder(bytes);
    if (bytes.length == 0) {
      feeder.body.complete();
    }
    return feeder.body;
  }

  /** A connection that brings one read's worth whenever it is read from. */
  private final class Feeder implements ResponseBody.Owner {
    private final byte[] bytes;
    private int at;
    private final ResponseBody body;

    Feeder(byte[] bytes) {
      this.bytes = bytes;
      this.body = new ResponseBody(this, loop, bytes.length);
    }

    @Override
    public void wanted() {
      loop.post(
          () -> {
            int count = Math.min(READ, bytes.length - at);
            int from = at;
            at += count;
            body.add(Unpooled.buffer(Math.max(1, count)).writeBytes(bytes, from, count));
            if (at == bytes.length) {
              body.complete();
            }
          });
    }

    @Override
    public void answered() {}

    @Override
    public void taken(long bytes) {}

    @Override
    public void unwanted() {}

    @Override
    public void finished() {}
  }
}
