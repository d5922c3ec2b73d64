package dev.sluice.bridge.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's handler of epoll, told less than it asks for, so that a channel that nobody reads from is
 * left alone, as with NIO.
 *
 * <p>Netty's stream channels ask to be told by EPOLLRDHUP when the other side has sent its last
 * byte, and then read all that there is and close, whether anybody has asked for it or not. That is
 * no back-pressure: what a client has sent before it closed would be held by us as a whole, and its
 * connection be gone before a handler has read the request's body. So this flag is left out. The
 * end is still found in its turn, by who reads up to it.
 *
 * <p>Of a channel that asks for nothing epoll still tells of EPOLLHUP and EPOLLERR, which cannot be
 * left out, and would tell of them for ever; with EPOLLET it does once. Netty takes such a channel
 * out of epoll's set instead, and then cannot find it there when it is to be told of again, as when
 * a server goes on to accept (seen in 4.2.17).
 */
final class QuietEpoll implements IoHandler {
  private static final EpollIoOps INTEREST = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);

  private final IoHandler epoll;

  QuietEpoll(IoHandler epoll) {
    this.epoll = epoll;
  }

  /** What epoll is told of what a channel asks for. */
  static EpollIoOps quiet(EpollIoOps asked) {
    return asked.contains(INTEREST) ? asked.without(EpollIoOps.EPOLLRDHUP) : EpollIoOps.EPOLLET;
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Quiet(epoll.register(handle));
  }

  private record Quiet(IoRegistration registration) implements IoRegistration {
    @Override
    public long submit(IoOps ops) {
      return registration.submit(quiet((EpollIoOps) ops));
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the interface's
    public <T> T attachment() {
      return registration.attachment();
    }

    @Override
    public boolean isValid() {
      return registration.isValid();
    }

    @Override
    public boolean cancel() {
      return registration.cancel();
    }
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }
}
