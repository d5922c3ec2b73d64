package dev.sluice.bridge.compress;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;

/**
 * What another source gives, encoded. Its bytes are lent (Temporary) or in the consumer's own
 * buffer. When the source lets wait, all that came so far is brought out, so that a stream of
 * events is not held up in the encoder.
 */
public final class Encoding extends CodedSource {
  private final Coding coding;
  private final int level;

  /**
   * @param source is this one's from now on
   * @param level as for {@link Coding#encoder}
   */
  public Encoding(Source source, Coding coding, int level, Loop loop) {
    super(source, loop);
    this.coding = coding;
    this.level = level;
  }

  @Override
  Coder open() {
    return coding.encoder(level);
  }

  @Override
  boolean flushesWhenWaiting() {
    return true;
  }

  @Override
  void count(int bytes) {}
}
