package dev.sluice.bridge.http;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.transport.SoleLoop;
import dev.sluice.bridge.transport.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A real event loop with a thread of its own. */
public final class NettyLoop implements Loop, AutoCloseable {
  private static final int SECONDS = 20;

  private final SoleLoop sole;
  private final EventLoop netty;
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private boolean inTask;

  /** Of the transport that the process has chosen. */
  public NettyLoop() {
    this(Transport.handlers());
  }

  /** Of a certain transport. */
  public NettyLoop(IoHandlerFactory handlers) {
    sole = new SoleLoop(handlers, new DefaultThreadFactory(NettyLoop.class), 1000);
    netty = sole.netty();
  }

  public EventLoop netty() {
    return netty;
  }

  @Override
  public void post(Runnable task) {
    netty.execute(() -> runTask(task));
  }

  @Override
  public void runTask(Runnable task) {
    if (!netty.inEventLoop()) {
      throw new IllegalStateException("not on the loop");
    }
    boolean outer = inTask;
    inTask = true;
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      if (outer) {
        throw e;
      }
      faults.add(e);
    } finally {
      inTask = outer;
    }
  }

  /** What tasks have thrown. */
  public List<Throwable> faults() {
    return faults;
  }

  /** Does a task run, so that scripts could be entered? */
  public boolean inTask() {
    return inTask;
  }

  @Override
  public <T> void blocking(
      Callable<T> work, BiConsumer<@Nullable Throwable, @Nullable T> whenDone) {
    Thread.startVirtualThread(
        () -> {
          @Nullable T result = null;
          @Nullable Throwable error = null;
          try {
            result = work.call();
          } catch (Throwable e) {
            error = e;
          }
          T finalResult = result;
          Throwable finalError = error;
          post(() -> whenDone.accept(finalError, finalResult));
        });
  }

  /** Runs {@code work} on the loop and waits for its result. */
  public <T> T call(Callable<T> work) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    netty.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result.get(SECONDS, TimeUnit.SECONDS);
  }

  /** Runs {@code work} on the loop and waits for its end. */
  public void run(Runnable work) throws Exception {
    call(
        () -> {
          work.run();
          return true;
        });
  }

  @Override
  public void close() {
    sole.end();
    netty.terminationFuture().syncUninterruptibly();
  }
}
