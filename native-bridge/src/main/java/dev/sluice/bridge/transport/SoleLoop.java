package dev.sluice.bridge.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * An event loop of Netty's, and how it ends: its channels are closed, whoever has one hears of
 * that, then the thread ends.
 *
 * <p>Netty's own loop closes its channels once in a turn, and looks for its end once more later in
 * the same turn. One that is told in between, and is to end at once, ends with its channels open:
 * their descriptors and what they hold in pooled memory are lost (seen in 4.2.17).
 */
public final class SoleLoop {
  private final Group group;

  /**
   * @param handlers what it waits for sockets by, such as {@link Transport#handlers}
   * @param threads makes its one thread, when there is something to do
   * @param tasksMillis how long tasks that post each other may run before sockets have their turn
   */
  public SoleLoop(IoHandlerFactory handlers, ThreadFactory threads, long tasksMillis) {
    group = new Group(handlers, threads, tasksMillis);
  }

  /** The loop itself. From any thread. */
  public EventLoop netty() {
    return group.next();
  }

  /**
   * Ends it. From any thread; does not wait, see {@link EventLoop#terminationFuture}. Harmless when
   * it has ended.
   */
  public void end() {
    group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
  }

  private static final class Group extends MultiThreadIoEventLoopGroup {
    Group(IoHandlerFactory handlers, ThreadFactory threads, long tasksMillis) {
      super(1, threads, handlers, tasksMillis);
    }

    @Override
    protected IoEventLoop newChild(
        Executor executor, IoHandlerFactory factory, Object... arguments) {
      return new Ending(this, executor, factory, (Long) arguments[0]);
    }
  }

  private static final class Ending extends SingleThreadIoEventLoop {
    Ending(Group group, Executor executor, IoHandlerFactory factory, long tasksMillis) {
      super(
          group,
          executor,
          factory,
          Integer.MAX_VALUE,
          RejectedExecutionHandlers.reject(),
          tasksMillis);
    }

    /** Tasks that are posted by now, and those of channels that close, run after this. */
    @Override
    protected void run() {
      super.run();
      if (isShuttingDown()) {
        ioHandler().prepareToDestroy();
      }
    }
  }
}
