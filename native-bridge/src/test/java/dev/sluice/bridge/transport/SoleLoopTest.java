package dev.sluice.bridge.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a loop ends. */
class SoleLoopTest {
  private static java.util.List<Transport> transports() {
    return Transport.available();
  }

  /** At whatever moment of its turn: here amid a task, behind its look at the channels. */
  @ParameterizedTest
  @MethodSource("transports")
  void theEndClosesAllChannelsAndTellsThem(Transport transport) throws Exception {
    SoleLoop sole =
        new SoleLoop(transport.ownHandlers(), new DefaultThreadFactory(SoleLoopTest.class), 1000);
    EventLoop netty = sole.netty();
    CountDownLatch told = new CountDownLatch(1);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Channel channel = transport.listen(any, 5, false).channel();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelInactive(ChannelHandlerContext ctx) {
                told.countDown();
              }
            });
    netty.register(channel).sync();
    assertTrue(channel.isActive());
    netty.execute(sole::end);
    assertTrue(netty.terminationFuture().await(20, TimeUnit.SECONDS));
    assertFalse(channel.isOpen(), "its descriptor is lost");
    assertTrue(told.await(0, TimeUnit.SECONDS), "nobody has been told");
  }
}
