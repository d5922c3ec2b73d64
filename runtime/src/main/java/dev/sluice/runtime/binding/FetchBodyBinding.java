package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.codec.Utf8Joiner;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A source whose bytes a script's stream gives: it asks the script when somebody pulls, so that a
 * slow network slows the stream. After each question the script adds what it has and says {@link
 * #answer}, once.
 */
public final class FetchBodyBinding implements Source {
  private final Loop loop;
  private final Value onPull;
  private final Value onCancel;
  private final Utf8Joiner texts = new Utf8Joiner();
  private Collector gathered = new Collector(-1);
  private @Nullable Consumer<StreamResult> waiting;
  private boolean isOver;

  FetchBodyBinding(Loop loop, Value onPull, Value onCancel) {
    this.loop = loop;
    this.onPull = onPull;
    this.onCancel = onCancel;
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> receiver) {
    if (waiting != null || isOver) {
      throw new IllegalStateException("a pull after a pull or after the end");
    }
    waiting = receiver;
    loop.post(
        () -> {
          if (!isOver) {
            onPull.executeVoid();
          }
        });
    return StreamResult.Pending.PENDING;
  }

  @Override
  public void cancel() {
    if (!isOver) {
      isOver = true;
      waiting = null;
      gathered.clear();
      loop.post(onCancel::executeVoid);
    }
  }

  /**
   * Adds a text as UTF-8; half a pair of surrogates at its end waits for what comes next.
   *
   * @return the number of bytes added
   */
  @Exported
  public double addText(String text) {
    return add(texts.encode(text));
  }

  private double add(byte[] bytes) {
    if (bytes.length > 0) {
      gathered.write(new StreamResult.Owned(ByteBuffer.wrap(bytes), false));
    }
    return bytes.length;
  }

  /** Adds bytes of an ArrayBuffer, which are copied. Returns as {@link #addText}. */
  @Exported
  public double addBytes(Value arrayBuffer, int offset, int length) {
    byte[] bytes = EngineArrays.copy(arrayBuffer, offset, length);
    return (length == 0 ? 0 : add(texts.end())) + add(bytes);
  }

  /** The script has added what it has; the consumer gets it. */
  @Exported
  public void answer(boolean done) {
    Consumer<StreamResult> receiver = waiting;
    if (receiver == null || isOver) {
      return;
    }
    waiting = null;
    isOver = done;
    if (done) {
      add(texts.end());
    }
    byte[] bytes = gathered.bytes();
    gathered = new Collector(-1);
    if (bytes.length > 0) {
      receiver.accept(new StreamResult.Owned(ByteBuffer.wrap(bytes), done));
    } else if (done) {
      receiver.accept(StreamResult.Done.DONE);
    } else {
      throw new IllegalStateException("an answer without bytes");
    }
  }

  /** The script's stream has failed; whoever waits for the request's end is told with its error. */
  @Exported
  public void fail(Value reason) {
    Consumer<StreamResult> receiver = waiting;
    isOver = true;
    waiting = null;
    gathered.clear();
    if (receiver != null) {
      receiver.accept(new StreamResult.Failed(BridgeException.aborted(reason)));
    }
  }
}
