package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The signal of whoever feeds a sink: notes what it is told. The fields are for tests on the loop's
 * own thread, {@link #take} and {@link #closed} for others.
 */
public class Feeder implements Signal {
  private static final int SECONDS = 20;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  public int starts;
  public int readies;
  public int closes;
  public @Nullable BridgeException error;

  @Override
  public void start() {
    starts++;
  }

  @Override
  public void ready() {
    readies++;
    events.add("ready");
  }

  @Override
  public void close(@Nullable BridgeException e) {
    closes++;
    error = e;
    events.add(e == null ? "close" : "close " + e.code());
  }

  /** The next that it is told after the start: «ready», «close» or «close CODE». */
  public final String take() throws InterruptedException {
    String event = events.poll(SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing came");
    }
    return event;
  }

  /** With which code it is closed, whatever comes before; empty for none. */
  public final String closed() throws InterruptedException {
    for (String event = take(); ; event = take()) {
      if (event.startsWith("close")) {
        return event.substring("close".length()).strip();
      }
    }
  }

  /** Has it been told nothing more? */
  public final boolean isTold() {
    return !events.isEmpty();
  }
}
