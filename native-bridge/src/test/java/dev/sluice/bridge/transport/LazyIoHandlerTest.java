package dev.sluice.bridge.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.NettyLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop before its first socket, and when that comes. */
@Timeout(60)
class LazyIoHandlerTest {
  private static NettyLoop loop(Supplier<Transport> choice) {
    return new NettyLoop(executor -> new LazyIoHandler(executor, choice));
  }

  private static Transport never() {
    throw new AssertionError("nobody has opened a socket");
  }

  private static Channel listener(Transport transport) throws Exception {
    return transport
        .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5, false)
        .channel();
  }

  @Test
  void tasksAndTimersNeedNoTransport() throws Exception {
    try (NettyLoop loop = loop(LazyIoHandlerTest::never)) {
      // Each finds the loop asleep, or about to be.
      for (int i = 0; i < 10_000; i++) {
        int number = i;
        assertEquals(number, loop.call(() -> number));
      }
      CountDownLatch fired = new CountDownLatch(3);
      loop.netty().schedule(fired::countDown, 0, TimeUnit.NANOSECONDS);
      loop.netty().schedule(fired::countDown, 1, TimeUnit.MILLISECONDS);
      loop.run(() -> loop.netty().schedule(fired::countDown, 5, TimeUnit.MILLISECONDS));
      assertTrue(fired.await(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void theFirstChannelOpensItAndTheNextFindItOpen() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    try (NettyLoop loop =
        loop(
            () -> {
              opened.incrementAndGet();
              return NioTransport.INSTANCE;
            })) {
      for (int i = 0; i < 3; i++) {
        Channel channel = listener(NioTransport.INSTANCE);
        assertTrue(loop.netty().register(channel).sync().isSuccess());
        // It is asked for whether it fits as well.
        assertEquals(1 + (i + 1), opened.get());
        channel.close().sync();
      }
    }
  }

  @Test
  void whatCannotBeOpenedIsToldAndTriedAgain() throws Exception {
    AtomicInteger tried = new AtomicInteger();
    try (NettyLoop loop =
        loop(
            () -> {
              // The first question is whether the channel fits.
              if (tried.getAndIncrement() == 1) {
                throw new ChannelException("no descriptors");
              }
              return NioTransport.INSTANCE;
            })) {
      ChannelFuture first = loop.netty().register(listener(NioTransport.INSTANCE)).await();
      assertInstanceOf(ChannelException.class, first.cause());
      assertFalse(first.channel().isOpen());
      Channel second = listener(NioTransport.INSTANCE);
      assertTrue(loop.netty().register(second).sync().isSuccess());
      second.close().sync();
    }
  }

  @Test
  void noTaskIsMissedWhileItOpens() throws Exception {
    for (Transport transport : Transport.available()) {
      for (int round = 0; round < 200; round++) {
        try (NettyLoop loop = new NettyLoop(transport.ownHandlers())) {
          Channel channel = listener(transport);
          CountDownLatch ran = new CountDownLatch(50);
          Thread poster =
              Thread.startVirtualThread(
                  () -> {
                    for (int i = 0; i < 50; i++) {
                      loop.netty().execute(ran::countDown);
                      Thread.onSpinWait();
                    }
                  });
          loop.netty().register(channel);
          poster.join();
          assertTrue(ran.await(20, TimeUnit.SECONDS), transport::name);
          channel.close().sync();
        }
      }
    }
  }

  @Test
  void anInterruptedLoopWaitsAgain() throws Exception {
    try (NettyLoop loop = loop(LazyIoHandlerTest::never)) {
      Thread thread = loop.call(Thread::currentThread);
      thread.interrupt();
      // With the flag up no wait would be one.
      while (loop.call(() -> Thread.currentThread().isInterrupted())) {
        Thread.onSpinWait();
      }
      assertNotNull(thread);
    }
  }
}
