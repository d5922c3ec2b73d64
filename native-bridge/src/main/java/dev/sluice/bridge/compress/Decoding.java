package dev.sluice.bridge.compress;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;

/**
 * What another source gives, decoded. Its bytes are lent (Temporary) or in the consumer's own
 * buffer.
 *
 * <p>It fails with what the decoder says of its input (Z_DATA_ERROR, Z_BUF_ERROR,
 * ERR_CODING_UNAVAILABLE), beyond its limit (ERR_BODY_TOO_LARGE), and with what the source failed
 * with. A few bytes can say that they are gigabytes: who gathers what comes out has to have a limit
 * of its own, or give one here; what is held in between stays small in any case.
 */
public final class Decoding extends CodedSource {
  private final Coding coding;
  private final Tolerance tolerance;
  private final long limit;
  private long length;

  /**
   * @param source is this one's from now on
   * @param limit the greatest number of bytes that may come out, or −1
   */
  public Decoding(Source source, Coding coding, Tolerance tolerance, long limit, Loop loop) {
    super(source, loop);
    this.coding = coding;
    this.tolerance = tolerance;
    this.limit = limit;
  }

  @Override
  Coder open() {
    return coding.decoder(tolerance);
  }

  @Override
  boolean flushesWhenWaiting() {
    return false;
  }

  @Override
  void count(int bytes) {
    length += bytes;
    if (limit >= 0 && length > limit) {
      throw BridgeException.tooLarge(limit);
    }
  }
}
