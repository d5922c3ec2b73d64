package dev.sluice.bridge.http.websocket;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Notes what a WebSocket tells, a line each. */
class Recorder implements WebSocketListener {
  private static final int SECONDS = 20;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  void note(String line) {
    told.add(line);
  }

  String next() throws InterruptedException {
    String line = told.poll(SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("nothing was told");
    }
    return line;
  }

  boolean isEmpty() {
    return told.isEmpty();
  }

  @Override
  public void onText(String text) {
    note("text " + text);
  }

  @Override
  public void onBinary(byte[] bytes) {
    note("binary " + new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void onPing(byte[] payload) {
    note("ping " + new String(payload, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void onPong(byte[] payload) {
    note("pong " + new String(payload, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void onDrain() {
    note("drain");
  }

  @Override
  public void onClose(int code, String reason, boolean wasClean) {
    note("close " + code + (reason.isEmpty() ? "" : " " + reason) + (wasClean ? " clean" : ""));
  }
}
