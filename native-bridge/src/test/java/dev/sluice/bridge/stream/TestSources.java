package dev.sluice.bridge.stream;

import dev.sluice.bridge.Loop;

/** {@link TestSource} for the tests of other packages. */
public final class TestSources {
  /**
   * How many manners there are: at once or later, lent or given, «done» with the last bytes or not.
   */
  public static final int MANNERS = TestSource.Manner.ALL.length;

  private TestSources() {}

  /** A source of {@code bytes} in pieces that answers in one of the manners. */
  public static Source of(byte[] bytes, int piece, int manner, Loop loop) {
    return new TestSource(bytes, piece, TestSource.Manner.ALL[manner], loop);
  }

  /** One that fails (ERR_TEST) instead of giving the bytes from {@code failAt} on. */
  public static Source failing(byte[] bytes, int piece, int manner, int failAt, Loop loop) {
    TestSource source = new TestSource(bytes, piece, TestSource.Manner.ALL[manner], loop);
    source.failAt = failAt;
    return source;
  }
}
