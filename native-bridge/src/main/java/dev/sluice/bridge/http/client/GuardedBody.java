package dev.sluice.bridge.http.client;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.channel.EventLoop;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The body of a response for a consumer who may forget it: a program that looks at the status alone
 * drops the response, and the connection would wait for a reader, its last read's bytes in pooled
 * memory, for as long as the server is patient. When nobody can reach this source any more, what is
 * behind it is cancelled.
 *
 * <p>Whoever waits for bytes is reachable from the connection, and whoever waits reaches this.
 */
final class GuardedBody implements Source {
  private static final Cleaner CLEANER =
      Cleaner.create(Thread.ofPlatform().daemon().name("sluice-forgotten-responses").factory());

  private final ResponseBody body;
  private final Forgotten forgotten;
  private final Cleaner.Cleanable guard;

  /**
   * @param netty Netty's view of {@code loop}
   */
  GuardedBody(ResponseBody body, Loop loop, EventLoop netty, UnreadBodies unread) {
    this.body = body;
    this.forgotten = new Forgotten(body, loop, netty, unread);
    this.guard = CLEANER.register(this, forgotten);
    if (body.isKept()) {
      forgotten.isUnread = false;
    } else {
      unread.add();
      body.whenFreed(forgotten::noteRead);
    }
  }

  /** Must not know the {@link GuardedBody}, which would be reachable by it. */
  private static final class Forgotten implements Runnable {
    private final ResponseBody body;
    private final Loop loop;
    private final EventLoop netty;
    private final UnreadBodies unread;

    /** Only for the loop's thread. */
    private boolean isUnread = true;

    /** Written by the loop's thread only, before it takes the guard away. */
    private volatile boolean isOver;

    Forgotten(ResponseBody body, Loop loop, EventLoop netty, UnreadBodies unread) {
      this.body = body;
      this.loop = loop;
      this.netty = netty;
      this.unread = unread;
    }

    void noteRead() {
      if (isUnread) {
        isUnread = false;
        unread.remove();
      }
    }

    private void cancel() {
      noteRead();
      body.cancel();
    }

    @Override
    public void run() {
      if (!isOver) {
        try {
          loop.post(this::cancel);
        } catch (RejectedExecutionException closed) {
          // With the loop its connections close; what had come before may still be held.
          netty.terminationFuture().addListener(_ -> body.drop());
        }
      }
    }
  }

  private StreamResult noted(StreamResult result) {
    if (result.isLast()) {
      release();
    }
    return result;
  }

  /** There is nothing left to be forgotten. */
  private void release() {
    if (!forgotten.isOver) {
      forgotten.isOver = true;
      guard.clean();
    }
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> receiver) {
    forgotten.noteRead();
    return noted(body.pull(result -> receiver.accept(noted(result))));
  }

  @Override
  public StreamResult pullInto(ByteBuffer target, Consumer<StreamResult> receiver) {
    forgotten.noteRead();
    return noted(body.pullInto(target, result -> receiver.accept(noted(result))));
  }

  @Override
  public void cancel() {
    forgotten.noteRead();
    body.cancel();
    release();
  }

  @Override
  public long length() {
    return body.length();
  }
}
