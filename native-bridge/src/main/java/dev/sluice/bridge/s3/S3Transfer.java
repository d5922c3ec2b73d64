package dev.sluice.bridge.s3;

/**
 * How objects are transferred.
 *
 * @param partSize bytes in a part of an upload; the last one may have fewer
 * @param queueSize how many parts go at a time, and are held in memory where they come from a
 *     stream
 * @param retries how often a request that failed is sent again
 */
public record S3Transfer(long partSize, int queueSize, int retries) {
  private static final long MIB = 1 << 20;

  /** S3 takes no smaller parts, but for the last. */
  public static final long LEAST_PART = 5 * MIB;

  public static final long GREATEST_PART = 5120 * MIB;
  public static final int GREATEST_QUEUE = 255;
  public static final int MOST_RETRIES = 255;

  static final S3Transfer DEFAULT = new S3Transfer(LEAST_PART, 5, 3);

  public S3Transfer {
    check(partSize, LEAST_PART, GREATEST_PART);
    check(queueSize, 1, GREATEST_QUEUE);
    check(retries, 0, MOST_RETRIES);
  }

  private static void check(long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(value + " is not from " + least + " to " + most);
    }
  }
}
