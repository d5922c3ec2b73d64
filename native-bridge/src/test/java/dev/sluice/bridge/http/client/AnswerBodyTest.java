package dev.sluice.bridge.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.stream.InputStreamSource;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.SourceContract;
import dev.sluice.bridge.stream.StreamResult;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class AnswerBodyTest extends SourceContract {
  private int ends;

  @Override
  protected Source source(byte[] bytes) {
    return body(new ByteArrayInputStream(bytes));
  }

  private AnswerBody body(InputStream stream) {
    return new AnswerBody(new InputStreamSource(() -> stream, loop), loop, () -> ends++);
  }

  @Test
  void anAbortIsTheAnswerToAPull() {
    StreamResult[] answer = {null};
    AnswerBody body = body(new ByteArrayInputStream(bytes(10)));
    body.pull(result -> answer[0] = result);
    body.abort(BridgeException.aborted("why"));
    loop.runAll();
    assertEquals("why", assertInstanceOf(StreamResult.Failed.class, answer[0]).error().reason());
    assertEquals(1, ends);
  }

  @Test
  void anAbortBeforeAPullIsItsAnswer() {
    AnswerBody body = body(new ByteArrayInputStream(bytes(10)));
    body.abort(BridgeException.aborted("why"));
    body.abort(BridgeException.aborted("why not"));
    assertEquals(
        "why", assertInstanceOf(StreamResult.Failed.class, body.pull(_ -> {})).error().reason());
    assertEquals(1, ends);
  }

  @Test
  void aFailureIsATypeErrorToScripts() {
    StreamResult[] answer = {null};
    AnswerBody body =
        body(
            new FilterInputStream(InputStream.nullInputStream()) {
              @Override
              public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("broken");
              }
            });
    body.pull(result -> answer[0] = result);
    loop.runAll();
    assertTrue(assertInstanceOf(StreamResult.Failed.class, answer[0]).error().isTypeError());
    body.cancel();
    assertEquals(1, ends);
  }
}
