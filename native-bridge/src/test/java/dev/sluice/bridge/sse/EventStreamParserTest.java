package dev.sluice.bridge.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.bridge.BridgeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The text of a stream to its events, however it is cut (HTML §9.2.6). */
class EventStreamParserTest {
  private static final int LIMIT = 1000;

  /** Notes what it hears: {@code type|data|id}, {@code retry N}. */
  private static final class Log implements EventStreamListener {
    final List<String> heard = new ArrayList<>();

    @Override
    public void event(String type, String data, String lastEventId) {
      heard.add(type + "|" + data + "|" + lastEventId);
    }

    @Override
    public void retry(int milliseconds) {
      heard.add("retry " + milliseconds);
    }

    @Override
    public void end(@Nullable BridgeException error) {
      throw new AssertionError("a parser does not end");
    }
  }

  private static List<String> parse(byte[] bytes, int... cuts) {
    Log log = new Log();
    EventStreamParser parser = new EventStreamParser(LIMIT, "", log);
    int at = 0;
    for (int cut : cuts) {
      parser.feed(bytes, at, cut - at);
      at = cut;
    }
    parser.feed(bytes, at, bytes.length - at);
    return log.heard;
  }

  /** Whole, cut in two anywhere, and byte by byte it is the same. */
  private static void check(String stream, String... events) {
    byte[] bytes = stream.getBytes(UTF_8);
    List<String> expected = List.of(events);
    assertEquals(expected, parse(bytes));
    int[] everywhere = new int[bytes.length];
    for (int cut = 0; cut < bytes.length; cut++) {
      assertEquals(expected, parse(bytes, cut), "cut at " + cut);
      everywhere[cut] = cut;
    }
    assertEquals(expected, parse(bytes, everywhere));
  }

  @Test
  void anEventIsToldAtItsBlankLine() {
    check("data: one\n\ndata: two\n\n", "message|one|", "message|two|");
  }

  @Test
  void whatHasNoBlankLineIsDropped() {
    check("data: one\n\ndata: two\n", "message|one|");
    check("data: one\n\ndata: two", "message|one|");
  }

  @Test
  void linesEndInThreeWays() {
    check("data: a\r\n\r\ndata: b\r\rdata: c\n\n", "message|a|", "message|b|", "message|c|");
    check("data:test\r\ndata\ndata:test\r\n\r", "message|test\n\ntest|");
  }

  @Test
  void linesOfDataAreJoined() {
    check("data: a\ndata:b\ndata:  c\n\n", "message|a\nb\n c|");
  }

  @Test
  void dataMayBeEmpty() {
    check("data\n\n", "message||");
    check("data:\n\n", "message||");
    check("data\ndata\n\n", "message|\n|");
  }

  @Test
  void anEventWithoutDataIsNone() {
    check("event: x\n\ndata: a\n\n", "message|a|");
    check("\n\n\n");
  }

  @Test
  void anEventMayHaveAName() {
    check("event: add\ndata: a\n\ndata: b\n\n", "add|a|", "message|b|");
    check("event: add\nevent: \ndata: a\n\n", "message|a|");
    check("event\ndata: a\n\n", "message|a|");
  }

  @Test
  void anIdHoldsUntilTheNext() {
    check(
        "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", "message|a|1", "message|b|1", "message|c|");
    check("id: 1\n\ndata: a\n\n", "message|a|1");
    check("id: é…𝄞\ndata: a\n\n", "message|a|é…𝄞");
  }

  @Test
  void anIdWithNulIsNone() {
    check("id: 1\nid: x\0y\ndata: a\n\n", "message|a|1");
  }

  @Test
  void anIdCountsOnlyWithItsBlankLine() {
    EventStreamParser parser = new EventStreamParser(LIMIT, "before", new Log());
    byte[] bytes = "id: new\n\nid: lost\ndata: a".getBytes(UTF_8);
    parser.feed(bytes, 0, 8);
    assertEquals("before", parser.lastEventId());
    parser.feed(bytes, 8, bytes.length - 8);
    assertEquals("new", parser.lastEventId());
  }

  @Test
  void anIdOfAnEarlierStreamHolds() {
    Log log = new Log();
    byte[] bytes = "data: a\n\n".getBytes(UTF_8);
    new EventStreamParser(LIMIT, "before", log).feed(bytes, 0, bytes.length);
    assertEquals(List.of("message|a|before"), log.heard);
  }

  @Test
  void retryIsAWholeNumber() {
    check("retry: 03000\n", "retry 3000");
    check("retry:0\n", "retry 0");
    check("retry: 1000x\nretry\nretry: -1\nretry: 1.5\nretry:  7\n");
    check("retry: 99999999999999999999999\n", "retry " + Integer.MAX_VALUE);
  }

  @Test
  void commentsAndOtherFieldsSayNothing() {
    check(
        ": hi\ndata:1\n:\nfoo: bar\nDATA: no\ndata :no\n data: no\nda-ta:3\ndata_5\n:data:no\n\n",
        "message|1|");
  }

  @Test
  void oneByteOrderMarkIsDropped() {
    check("\uFEFFdata:1\n\n\uFEFFdata:2\n\n", "message|1|");
    check("\uFEFF\uFEFFdata:1\n\ndata:2\n\n", "message|2|");
    check("\uFEFF\ndata: \uFEFF\n\n", "message|\uFEFF|");
  }

  @Test
  void bytesThatAreNoTextBecomeReplacementCharacters() {
    byte[] bytes = {'d', 'a', 't', 'a', ':', (byte) 0xE2, (byte) 0x80, '\n', '\n'};
    for (int cut = 0; cut < bytes.length; cut++) {
      assertEquals(List.of("message|\uFFFD|"), parse(bytes, cut));
    }
  }

  @Test
  void charactersMayBeCut() {
    check("event: ü\ndata: é…𝄞\n\n", "ü|é…𝄞|");
  }

  @Test
  void aLineAndTheDataOfAnEventAreLimited() {
    String fits = "x".repeat(LIMIT - 1);
    check("data:" + "x".repeat(LIMIT - 5) + "\n\n", "message|" + "x".repeat(LIMIT - 5) + "|");
    assertEquals(
        List.of("message|" + fits + "|"), parse(("data:" + fits + "\n\n").getBytes(UTF_8)));
    for (String stream :
        List.of("data:" + fits + "x\n\n", "data:" + fits + "\ndata\n\n", "x".repeat(LIMIT + 1))) {
      byte[] bytes = stream.getBytes(UTF_8);
      BridgeException error =
          assertThrows(BridgeException.class, () -> parse(bytes, bytes.length / 2));
      assertEquals("ERR_EVENT_TOO_LARGE", error.code());
    }
  }

  @Test
  void commentsAreNotHeld() {
    check(":" + "x".repeat(3 * LIMIT) + "\ndata: a\n\n", "message|a|");
  }

  @Test
  void aListenerThatStopsItHearsNoMore() {
    List<String> heard = new ArrayList<>();
    EventStreamParser[] parser = {null};
    parser[0] =
        new EventStreamParser(
            LIMIT,
            "",
            new EventStreamListener() {
              @Override
              public void event(String type, String data, String lastEventId) {
                heard.add(data);
                parser[0].stop();
              }

              @Override
              public void retry(int milliseconds) {}

              @Override
              public void end(@Nullable BridgeException error) {}
            });
    byte[] bytes = "data: a\n\ndata: b\n\ndata: c".getBytes(UTF_8);
    parser[0].feed(bytes, 0, bytes.length);
    assertEquals(List.of("a"), heard);
  }

  /** Against a parser that reads the standard's words literally, over a whole text. */
  @Test
  void randomStreamsAreAsTheStandardReadsThem() {
    String[] pieces = {
      "data", "event", "id", "retry", "x", ":", ": ", " ", "\n", "\r", "\r\n", "\n\n", "1", "é",
      "\0", "\uFEFF"
    };
    Random random = new Random(42);
    for (int round = 0; round < 3000; round++) {
      StringBuilder stream = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        stream.append(pieces[random.nextInt(pieces.length)]);
      }
      String text = stream.toString();
      byte[] bytes = text.getBytes(UTF_8);
      int one = random.nextInt(bytes.length + 1);
      int two = one + random.nextInt(bytes.length - one + 1);
      assertEquals(literally(text), parse(bytes, one, two), text);
    }
  }

  private static List<String> literally(String stream) {
    List<String> events = new ArrayList<>();
    String text = stream.startsWith("\uFEFF") ? stream.substring(1) : stream;
    String ended = text.replace("\r\n", "\n").replace('\r', '\n');
    int complete = ended.lastIndexOf('\n');
    String data = "";
    String type = "";
    String id = "";
    for (String line :
        complete < 0 ? new String[0] : ended.substring(0, complete).split("\n", -1)) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          String named = type.isEmpty() ? "message" : type;
          events.add(named + "|" + data.substring(0, data.length() - 1) + "|" + id);
        }
        data = "";
        type = "";
        continue;
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
      switch (name) {
        case "data" -> data += value + "\n";
        case "event" -> type = value;
        case "id" -> id = value.contains("\0") ? id : value;
        case "retry" -> {
          if (value.matches("[0-9]+")) {
            events.add("retry " + Math.min(Long.parseLong(value), Integer.MAX_VALUE));
          }
        }
        default -> {}
      }
    }
    return events;
  }
}
