package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.runtime.loop.EventLoop;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.crypto}: random bytes of the system's generator, and checksums. Used on the
 * thread of the event loop only.
 *
 * <p>Small requests are served from a pool, since each call of the generator costs about a
 * microsecond. A byte is erased from the pool as it is handed out, so that a later look into memory
 * tells nobody what came before.
 */
public final class CryptoBinding {
  /** What one call of {@code getRandomValues} may ask for (Web Cryptography API §10.1.1). */
  private static final int LARGEST = 65536;

  private static final int POOL_SIZE = 4096;
  private static final String DIGITS = "0123456789abcdef";

  private final byte[] pool = new byte[POOL_SIZE];
  private int used = POOL_SIZE;
  private final EventLoop loop;
  private @Nullable SecureRandom generator;
  private byte @Nullable [] scratch;

  CryptoBinding(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * The buffer that {@link #fill} leaves its bytes in; its first {@code size} bytes are all that is
   * seen of it.
   */
  @Exported
  public ByteBuffer scratch() {
    return ByteBuffer.wrap(scratchBytes());
  }

  /**
   * Puts {@code size} random bytes, at most 65,536, at the scratch buffer's start. The caller
   * copies them and then calls {@link #erase}.
   */
  @Exported
  public void fill(int size) {
    byte[] target = scratchBytes();
    if (size <= POOL_SIZE) {
      int at = take(size);
      System.arraycopy(pool, at, target, 0, size);
      Arrays.fill(pool, at, at + size, (byte) 0);
    } else {
      byte[] bytes = new byte[size];
      generator().nextBytes(bytes);
      System.arraycopy(bytes, 0, target, 0, size);
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Four random bytes, as an integer. */
  @Exported
  public int word() {
    int at = take(4);
    int word = 0;
    for (int i = at; i < at + 4; i++) {
      word = word << 8 | pool[i] & 0xFF;
      pool[i] = 0;
    }
    return word;
  }

  /** Overwrites the scratch buffer's first {@code size} bytes. */
  @Exported
  public void erase(int size) {
    Arrays.fill(scratchBytes(), 0, size, (byte) 0);
  }

  /** A version 4 UUID (RFC 9562 §5.4), in lower case. */
  @Exported
  public String uuid() {
    int at = take(16);
    pool[at + 6] = (byte) (pool[at + 6] & 0x0F | 0x40);
    pool[at + 8] = (byte) (pool[at + 8] & 0x3F | 0x80);
    StringBuilder text = new StringBuilder(36);
    for (int i = 0; i < 16; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        text.append('-');
      }
      text.append(DIGITS.charAt(pool[at + i] >> 4 & 0xF)).append(DIGITS.charAt(pool[at + i] & 0xF));
      pool[at + i] = 0;
    }
    return text.toString();
  }

  /** 32 random hexadecimal digits, for a boundary that no file has in it. */
  @Exported
  public String boundary() {
    return uuid().replace("-", "");
  }

  /**
   * Computes a checksum off the loop's thread: {@code (error, buffer)}. The bytes are copied first.
   *
   * @param algorithm by its name in Java, such as {@code SHA-256}
   * @param arrayBuffer what the bytes are in
   */
  @Exported
  public void digest(String algorithm, Value arrayBuffer, int offset, int length, Value callback) {
    byte[] bytes = BlobsBinding.copy(arrayBuffer, offset, length);
    loop.blocking(
        () -> ByteBuffer.wrap(MessageDigest.getInstance(algorithm).digest(bytes)),
        (error, buffer) -> Settle.with(callback, error, buffer, "digest", null));
  }

  /** Where {@code size} fresh bytes stand in the pool. */
  private int take(int size) {
    if (POOL_SIZE - used < size) {
      generator().nextBytes(pool);
      used = 0;
    }
    int at = used;
    used += size;
    return at;
  }

  private SecureRandom generator() {
    SecureRandom random = generator;
    if (random == null) {
      random = new SecureRandom();
      generator = random;
    }
    return random;
  }

  private byte[] scratchBytes() {
    byte[] bytes = scratch;
    if (bytes == null) {
      bytes = new byte[LARGEST];
      scratch = bytes;
    }
    return bytes;
  }
}
