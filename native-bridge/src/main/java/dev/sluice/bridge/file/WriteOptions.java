package dev.sluice.bridge.file;

/**
 * How a file is written.
 *
 * @param offset where writing begins
 * @param length how many bytes are written at most, or −1. Offset 0 with −1 means the whole file:
 *     what was there before is gone. Any other range is written within what is there, and the rest
 *     stays
 * @param createPath whether missing folders are made
 * @param mode the permissions of a file that is made new, less what the process's mask takes away,
 *     or −1 for the system's usual ones
 * @param atomic whether the file is written beside its place and put there when it is complete, so
 *     that nobody ever sees a part of it; for whole files only
 */
public record WriteOptions(long offset, long length, boolean createPath, int mode, boolean atomic) {
  /** The whole file, with missing folders made. */
  public static final WriteOptions WHOLE = new WriteOptions(0, -1, true, -1, false);

  public WriteOptions {
    if (atomic && !isWhole(offset, length)) {
      throw new IllegalArgumentException("a range cannot be written atomically");
    }
  }

  /** Is the whole file replaced? */
  public boolean isWhole() {
    return isWhole(offset, length);
  }

  private static boolean isWhole(long offset, long length) {
    return offset == 0 && length < 0;
  }

  /** How many bytes may be written. */
  long most() {
    return length < 0 ? Long.MAX_VALUE : length;
  }

  /** The same, atomically; for whole files only. */
  public WriteOptions atomically() {
    return new WriteOptions(offset, length, createPath, mode, true);
  }
}
