package dev.sluice.bridge.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a loop is run by: until its first channel comes it merely waits for tasks and timers, as any
 * thread does, and then opens what can wait for sockets too. Most scripts open none, and do without
 * a native library, a selector and their descriptors. The figures are in docs/decisions.md.
 *
 * <p>All on the loop's thread but for {@link #wakeup} and {@link #isCompatible}.
 */
final class LazyIoHandler implements IoHandler {
  private final ThreadAwareExecutor executor;
  private final Supplier<Transport> choice;

  /** Set once, by the loop's thread. */
  private volatile @Nullable IoHandler opened;

  /** The loop's thread while it waits, or is about to. */
  private volatile @Nullable Thread waiting;

  LazyIoHandler(ThreadAwareExecutor executor, Supplier<Transport> choice) {
    this.executor = executor;
    this.choice = choice;
  }

  @Override
  public int run(IoHandlerContext context) {
    IoHandler handler = opened;
    if (handler != null) {
      return handler.run(context);
    }
    waiting = Thread.currentThread();
    // See wakeup(): either it finds us waiting, or we find its task.
    VarHandle.fullFence();
    if (context.canBlock()) {
      if (context.deadlineNanos() == -1) {
        LockSupport.park(this);
      } else {
        long nanos = context.delayNanos(System.nanoTime());
        if (nanos > 0) {
          LockSupport.parkNanos(this, nanos);
        }
      }
      // Of no use to a loop; it would not wait any more.
      Thread.interrupted();
    }
    waiting = null;
    return 0;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The caller has put a task into the queue; the loop says that it waits, or that the handler
   * is open, and then looks into the queue. With a fence between the two of each no task is missed
   * (Dekker).
   */
  @Override
  public void wakeup() {
    if (executor.isExecutorThread(Thread.currentThread())) {
      return;
    }
    VarHandle.fullFence();
    IoHandler handler = opened;
    if (handler != null) {
      handler.wakeup();
    } else {
      // Of null it does nothing.
      LockSupport.unpark(waiting);
    }
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    IoHandler handler = opened;
    if (handler == null) {
      // If it throws, for want of descriptors, say, the next channel tries again.
      handler = choice.get().open(executor);
      handler.initialize();
      opened = handler;
      // As in run().
      VarHandle.fullFence();
    }
    return handler.register(handle);
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return choice.get().handleType().isAssignableFrom(handleType);
  }

  @Override
  public void prepareToDestroy() {
    IoHandler handler = opened;
    if (handler != null) {
      handler.prepareToDestroy();
    }
  }

  @Override
  public void destroy() {
    IoHandler handler = opened;
    if (handler != null) {
      handler.destroy();
    }
  }
}
