package dev.sluice.bridge.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class InputStreamSourceTest extends SourceContract {
  private static final class Watched extends ByteArrayInputStream {
    boolean isClosed;

    Watched(byte[] bytes) {
      super(bytes);
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  private boolean isOpened;

  @Override
  protected Source source(byte[] bytes) {
    return source(new Watched(bytes));
  }

  private Source source(InputStream stream) {
    return new InputStreamSource(
        () -> {
          isOpened = true;
          return stream;
        },
        loop);
  }

  @Test
  void itIsOpenedByTheFirstPullAndClosedAtTheEnd() throws Exception {
    Watched stream = new Watched(bytes(100));
    Source source = source(stream);
    loop.runAll();
    assertFalse(isOpened);
    Drain.all(source, loop);
    loop.runAll();
    assertTrue(stream.isClosed);
  }

  @Test
  void whoeverNeverReadsOpensNothing() {
    source(bytes(10)).cancel();
    loop.runAll();
    assertFalse(isOpened);
  }

  @Test
  void aCancelClosesItAtEveryStep() {
    for (int steps = 0; steps < 4; steps++) {
      Watched stream = new Watched(bytes(100));
      isOpened = false;
      Source source = source(stream);
      source.pull(_ -> {});
      loop.steps(steps);
      source.cancel();
      loop.runAll();
      assertEquals(isOpened, stream.isClosed, "after " + steps + " steps");
    }
  }

  @Test
  void whatGoesWrongIsAFailure() {
    StreamResult[] answer = {null};
    new InputStreamSource(
            () -> {
              throw new FileNotFoundException("nowhere");
            },
            loop)
        .pull(result -> answer[0] = result);
    loop.runAll();
    assertEquals("ENOENT", assertInstanceOf(StreamResult.Failed.class, answer[0]).error().code());
    Source broken =
        source(
            new FilterInputStream(InputStream.nullInputStream()) {
              @Override
              public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("broken");
              }
            });
    broken.pull(result -> answer[0] = result);
    loop.runAll();
    assertEquals("EIO", assertInstanceOf(StreamResult.Failed.class, answer[0]).error().code());
  }
}
