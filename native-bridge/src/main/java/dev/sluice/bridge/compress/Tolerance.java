package dev.sluice.bridge.compress;

/**
 * How exactly a decoder takes the form of its input. Corrupt and cut off data is always refused.
 */
public enum Tolerance {
  /**
   * As the Compression standard has it (§4): one gzip member, deflate with its zlib wrapper,
   * nothing behind the end.
   */
  STANDARD,

  /**
   * As clients read responses: gzip members may follow one another, and what follows the last is
   * dropped; deflate may lack its wrapper, as many servers send it; no bytes at all are an empty
   * body. In exchange a zstd window is limited to the 8 MB that senders must keep to (RFC 9659
   * §3.1).
   */
  HTTP
}
