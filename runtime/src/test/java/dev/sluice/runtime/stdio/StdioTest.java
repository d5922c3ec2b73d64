package dev.sluice.runtime.stdio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StdioTest {
  private final List<String> writes = new ArrayList<>();
  private final Stdio stdio = new Stdio(new Recorder("out"), new Recorder("err"));

  @Test
  void linesOfOneTaskCostOneWrite() {
    stdio.write("a\n");
    stdio.write("b\n");
    assertEquals(List.of(), writes);
    stdio.flush();
    assertEquals(List.of("out:a\nb\n"), writes);
  }

  @Test
  void bothStreamsKeepTheirOrder() {
    stdio.write("1");
    stdio.writeError("2");
    stdio.write("3");
    stdio.write(true, new byte[] {'x', '4', 'x'}, 1, 1);
    stdio.flush();
    assertEquals(List.of("out:1", "err:2", "out:3", "err:4"), writes);
  }

  @Test
  void aFlushOfNothingWritesNothing() {
    stdio.flush();
    stdio.write("");
    stdio.flush();
    assertEquals(List.of(), writes);
  }

  @Test
  void muchTextIsSentBeforeTheFlushWholeAndInOrder() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Stdio much = new Stdio(out, OutputStream.nullOutputStream());
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      String piece = (i + " ").repeat(i * 3);
      expected.append(piece);
      much.write(piece);
    }
    String huge = "é".repeat(100_000);
    much.write(huge);
    much.write("end");
    assertTrue(out.size() > 0);
    much.flush();
    assertEquals(expected + huge + "end", out.toString(UTF_8));
  }

  @Test
  void textIsUtf8AndLoneSurrogatesAreReplaced() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Stdio text = new Stdio(out, OutputStream.nullOutputStream());
    text.write("é€😀\ud800!\udc00");
    text.flush();
    assertArrayEquals("é€😀\ufffd!\ufffd".getBytes(UTF_8), out.toByteArray());
  }

  @Test
  void aStreamThatFailsTakesNothingMoreAndIsReportedOnce() {
    List<IOException> failures = new ArrayList<>();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Stdio broken = new Stdio(closed, new Recorder("err"), failures::add);
    for (int i = 0; i < 3; i++) {
      broken.write("lost");
      broken.flush();
    }
    broken.writeError("still here");
    broken.flush();
    assertEquals(1, failures.size());
    assertTrue(Stdio.isBrokenPipe(failures.getFirst()));
    assertEquals(List.of("err:still here"), writes);
  }

  @Test
  void aPrintStreamThatSwallowsItsErrorsIsSeenToFail() {
    List<IOException> failures = new ArrayList<>();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Stdio broken =
        new Stdio(new PrintStream(closed, false, UTF_8), new Recorder("err"), failures::add);
    broken.write("lost");
    broken.flush();
    assertEquals(1, failures.size());
  }

  @Test
  void aFullDiskIsNoBrokenPipe() {
    assertFalse(Stdio.isBrokenPipe(new IOException("No space left on device")));
    assertFalse(Stdio.isBrokenPipe(new IOException()));
  }

  @Test
  void aStreamOfTheEmbedderIsNoTerminal() {
    assertFalse(Terminal.is(new ByteArrayOutputStream(), 1));
  }

  /** Notes each write with the name of its stream. */
  private final class Recorder extends OutputStream {
    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writes.add(name + ":" + new String(bytes, offset, length, UTF_8));
    }
  }
}
