package dev.sluice.bridge.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.SourceContract;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

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

  /** Nobody may ever come for it. */
  @Test
  void whatIsCompleteBeforeAnybodyReadsIsNoPooledMemory() {
    ResponseBody body = new Feeder(bytes(0)).body;
    ByteBuf first = Unpooled.buffer().writeBytes(bytes(600));
    body.add(first);
    assertFalse(body.keep(), "more is to come");
    body.whenFreed(() -> freed++);
    ByteBuf second = Unpooled.buffer().writeBytes(bytes(400));
    body.add(second);
    assertEquals(0, freed);
    body.complete();
    assertEquals(1, freed);
    assertEquals(0, first.refCnt());
    assertEquals(0, second.refCnt());
    ByteBuffer expected = ByteBuffer.allocate(1000).put(bytes(600)).put(bytes(400)).flip();
    StreamResult.Owned all = assertInstanceOf(StreamResult.Owned.class, body.pull(_ -> {}));
    assertEquals(expected, all.bytes());
    assertTrue(all.done());
  }

  @Test
  void whatSomebodyHasBegunToReadIsGivenBackWithTheLoop() {
    ResponseBody body = new Feeder(bytes(0)).body;
    ByteBuf first = Unpooled.buffer().writeBytes(bytes(600));
    ByteBuf second = Unpooled.buffer().writeBytes(bytes(600));
    body.add(first);
    body.add(second);
    assertFalse(body.keep());
    assertInstanceOf(StreamResult.Temporary.class, body.pull(_ -> {}));
    body.complete();
    body.drop();
    assertEquals(0, first.refCnt());
    assertEquals(0, second.refCnt());
  }

  private int freed;

  /** A connection that brings one read's worth whenever it is read from. */
  private final class Feeder implements ResponseBody.Owner {
    private final byte[] bytes;
    private int at;
    private final ResponseBody body;

    Feeder(byte[] bytes) {
      this.bytes = bytes;
      this.body = new ResponseBody(this, loop, bytes.length == 0 ? -1 : bytes.length);
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
