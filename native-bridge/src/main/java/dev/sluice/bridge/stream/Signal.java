package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Sink} steers whoever feeds it. All on the event loop's thread; also during a call to
 * the sink, where it says so.
 */
public interface Signal {
  /** Whoever feeds all at once and does not wait for the end. */
  Signal DEAF =
      new Signal() {
        @Override
        public void start() {}

        @Override
        public void ready() {}

        @Override
        public void close(@Nullable BridgeException error) {}
      };

  /**
   * The sink can take bytes. Called once, and nothing may be written before; it may come during
   * {@link Sink#start}. A sink that cannot be opened calls {@link #close} instead.
   */
  void start();

  /**
   * There is room again: called once after a write that was answered with {@link Sink.Flow#WAIT},
   * or after several, never during a write, and not after the end.
   */
  void ready();

  /**
   * The sink is finished; nothing follows. Called once, not after {@link Sink#abort}. It may come
   * during {@link Sink#start} and {@link Sink#end}.
   *
   * @param error why the sink has ended; null after {@link Sink#end}, when all bytes have reached
   *     their place, or if the receiving side has gone in good order
   */
  void close(@Nullable BridgeException error);
}
