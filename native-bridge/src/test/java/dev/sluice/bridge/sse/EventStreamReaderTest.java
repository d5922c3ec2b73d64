package dev.sluice.bridge.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A source as an event stream, and its end. */
class EventStreamReaderTest {
  private static final int LIMIT = 100;

  private final SteppedLoop loop = new SteppedLoop();
  private final List<String> heard = new ArrayList<>();
  private @Nullable EventStreamReader reader;
  private @Nullable String closeAt;

  /** Answers in tasks of their own, in direct memory that is overwritten after the task. */
  private final class Answers implements Source {
    final ArrayDeque<StreamResult> left;
    boolean isCancelled;

    Answers(StreamResult... answers) {
      left = new ArrayDeque<>(Arrays.asList(answers));
    }

    @Override
    public StreamResult pull(Consumer<StreamResult> receiver) {
      StreamResult next = left.poll();
      if (next != null) {
        loop.post(
            () -> {
              if (!isCancelled) {
                receiver.accept(next);
                if (next instanceof StreamResult.Bytes some) {
                  for (int i = 0; i < some.bytes().limit(); i++) {
                    some.bytes().put(i, (byte) 'X');
                  }
                }
              }
            });
      }
      return StreamResult.Pending.PENDING;
    }

    @Override
    public void cancel() {
      isCancelled = true;
    }
  }

  private static StreamResult bytes(String text, boolean done) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    return new StreamResult.Temporary(direct, done);
  }

  private EventStreamReader read(Source source) {
    EventStreamReader made =
        new EventStreamReader(
            source,
            loop,
            LIMIT,
            "",
            new EventStreamListener() {
              @Override
              public void event(String type, String data, String lastEventId) {
                heard.add(data);
                if (data.equals(closeAt) && reader != null) {
                  reader.cancel();
                }
              }

              @Override
              public void retry(int milliseconds) {
                heard.add("retry " + milliseconds);
              }

              @Override
              public void end(@Nullable BridgeException error) {
                heard.add(error == null ? "end" : error.code());
              }
            });
    reader = made;
    made.start();
    loop.runAll();
    return made;
  }

  @Test
  void eventsComeFromPiecesAndThenTheEnd() {
    EventStreamReader made =
        read(
            new Answers(
                bytes("id: 7\ndata: a\n\nda", false),
                bytes("ta: b\n\nretry: 5\n", false),
                StreamResult.Done.DONE));
    assertEquals(List.of("a", "b", "retry 5", "end"), heard);
    assertEquals("7", made.lastEventId());
  }

  @Test
  void theLastBytesMayBeTheEnd() {
    read(new Answers(bytes("data: a\n\n", true)));
    assertEquals(List.of("a", "end"), heard);
  }

  @Test
  void aSourceThatFailsIsTheEnd() {
    read(
        new Answers(
            bytes("data: a\n\ndata: b\n", false),
            new StreamResult.Failed(new BridgeException(Code.ECONNRESET, "read", null, null))));
    assertEquals(List.of("a", "ECONNRESET"), heard);
  }

  @Test
  void anEventThatIsTooLongIsTheEndAndFreesTheSource() {
    Answers source =
        new Answers(bytes("data: a\n\n", false), bytes("data:" + "x".repeat(LIMIT), false));
    read(source);
    assertEquals(List.of("a", "ERR_EVENT_TOO_LARGE"), heard);
    assertTrue(source.isCancelled);
  }

  @Test
  void aListenerThatCancelsHearsNoMore() {
    closeAt = "b";
    Answers source = new Answers(bytes("data: a\n\ndata: b\n\ndata: c\n\n", true));
    read(source);
    assertEquals(List.of("a", "b"), heard);
    assertTrue(source.isCancelled);
  }

  @Test
  void nothingIsToldAfterACancelBetweenPieces() {
    Answers source = new Answers(bytes("data: a\n\n", false));
    EventStreamReader made = read(source);
    made.cancel();
    made.cancel();
    loop.runAll();
    assertEquals(List.of("a"), heard);
    assertTrue(source.isCancelled);
  }
}
