package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * What another source gives, if it is not too much: with the first byte beyond the limit it fails
 * (ERR_BODY_TOO_LARGE) and the source is cancelled. One that says beforehand that it has more is
 * not asked for any.
 */
public final class LimitedSource implements Source {
  private final Source source;
  private final long limit;
  private long count;
  private boolean hasFailed;

  /**
   * @param source is this one's from now on
   * @param limit the greatest number of bytes
   */
  public LimitedSource(Source source, long limit) {
    this.source = source;
    this.limit = limit;
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> receiver) {
    return isKnownTooLarge()
        ? tooLarge()
        : counted(source.pull(result -> receiver.accept(counted(result))));
  }

  @Override
  public StreamResult pullInto(ByteBuffer target, Consumer<StreamResult> receiver) {
    return isKnownTooLarge()
        ? tooLarge()
        : counted(source.pullInto(target, result -> receiver.accept(counted(result))));
  }

  private boolean isKnownTooLarge() {
    return !hasFailed && source.length() > limit - count;
  }

  private StreamResult counted(StreamResult result) {
    switch (result) {
      case StreamResult.Bytes some -> count += some.bytes().remaining();
      case StreamResult.IntoArray(int length, _) -> count += length;
      case StreamResult.Pending _, StreamResult.Done _, StreamResult.Failed _ -> {}
    }
    return count > limit ? tooLarge() : result;
  }

  private StreamResult tooLarge() {
    hasFailed = true;
    source.cancel();
    return new StreamResult.Failed(BridgeException.tooLarge(limit));
  }

  @Override
  public void cancel() {
    source.cancel();
  }

  @Override
  public long length() {
    return source.length();
  }

  @Override
  public boolean isAscii() {
    return source.isAscii();
  }
}
