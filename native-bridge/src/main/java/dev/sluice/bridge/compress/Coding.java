package dev.sluice.bridge.compress;

import com.github.luben.zstd.util.Native;
import dev.sluice.bridge.BridgeException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The codings that we know, with their names. From any thread. */
public enum Coding {
  /** RFC 1952. */
  GZIP("gzip", "gzip"),
  /** RFC 1950: DEFLATE in zlib's wrapper. */
  DEFLATE("deflate", "deflate"),
  /** RFC 1951: DEFLATE as it is. */
  DEFLATE_RAW("deflate-raw", null),
  /** RFC 7932. */
  BROTLI("brotli", "br"),
  /** RFC 8878. */
  ZSTD("zstd", "zstd");

  /**
   * An encoder's own choice between speed and size: zlib's 6, brotli's 5 and zstd's 3. Brotli's own
   * default, 11, is made for files that are compressed once: it takes a hundred times as long as 5.
   */
  public static final int DEFAULT_LEVEL = Integer.MIN_VALUE;

  private static final int BROTLI_LEVEL = 5;

  /** 4 MB, brotli's own choice. */
  private static final int BROTLI_WINDOW = 22;

  private static final int ZSTD_LEVEL = 3;

  private final String format;
  private final @Nullable String token;

  Coding(String format, @Nullable String token) {
    this.format = format;
    this.token = token;
  }

  /** Its name as a CompressionFormat (Compression standard §5). */
  public String format() {
    return format;
  }

  /** Its name in Content-Encoding and Accept-Encoding (RFC 9110 §8.4.1), if it has one. */
  public @Nullable String token() {
    return token;
  }

  /** The coding of a CompressionFormat, or null. */
  public static @Nullable Coding ofFormat(String format) {
    for (Coding coding : values()) {
      if (coding.format.equals(format)) {
        return coding;
      }
    }
    return null;
  }

  /** The coding that a Content-Encoding names, in whatever case, {@code x-gzip} too; or null. */
  public static @Nullable Coding ofToken(String token) {
    String name = token.toLowerCase(Locale.ROOT);
    if (name.equals("x-gzip")) {
      return GZIP;
    }
    for (Coding coding : values()) {
      if (name.equals(coding.token)) {
        return coding;
      }
    }
    return null;
  }

  /**
   * Can it be used here? Brotli and zstd need a native library, which is loaded by the first such
   * question.
   */
  public boolean isAvailable() {
    return whyUnavailable() == null;
  }

  private @Nullable String whyUnavailable() {
    return switch (this) {
      case GZIP, DEFLATE, DEFLATE_RAW -> null;
      case BROTLI -> Brotli.FAILURE;
      case ZSTD -> Zstd.FAILURE;
    };
  }

  private void requireAvailable() {
    String reason = whyUnavailable();
    if (reason != null) {
      throw BridgeException.type(
          "ERR_CODING_UNAVAILABLE",
          format + " needs a native library, which cannot be had here: " + reason);
    }
  }

  /**
   * An encoder.
   *
   * @param level 0 to 9 for the forms of DEFLATE, 0 to 11 for brotli, −7 to 22 for zstd, or {@link
   *     #DEFAULT_LEVEL}
   * @throws BridgeException ERR_CODING_UNAVAILABLE, ENOMEM
   */
  public Coder encoder(int level) {
    requireAvailable();
    boolean isDefault = level == DEFAULT_LEVEL;
    return switch (this) {
      case GZIP, DEFLATE, DEFLATE_RAW -> new DeflateEncoder(this, isDefault ? -1 : level);
      case BROTLI -> new BrotliEncoder(isDefault ? BROTLI_LEVEL : level, BROTLI_WINDOW);
      case ZSTD -> new ZstdEncoder(isDefault ? ZSTD_LEVEL : level);
    };
  }

  /**
   * A decoder.
   *
   * @throws BridgeException ERR_CODING_UNAVAILABLE, ENOMEM
   */
  public Coder decoder(Tolerance tolerance) {
    requireAvailable();
    return switch (this) {
      case GZIP -> new GzipDecoder(tolerance);
      case DEFLATE -> new DeflateDecoder(false, tolerance);
      case DEFLATE_RAW -> new DeflateDecoder(true, tolerance);
      case BROTLI -> new BrotliDecoder(tolerance);
      case ZSTD -> new ZstdDecoder(tolerance);
    };
  }

  /** Loaded when brotli is first asked for. */
  private static final class Brotli {
    static final @Nullable String FAILURE = tried(BrotliLibrary::load);
  }

  /** Loaded when zstd is first asked for. */
  private static final class Zstd {
    static final @Nullable String FAILURE = tried(Native::load);
  }

  /**
   * Why a library cannot be loaded; null if it was. What was thrown is not kept, since it holds on
   * to whoever asked first.
   */
  private static @Nullable String tried(Runnable load) {
    try {
      load.run();
      return null;
    } catch (LinkageError | RuntimeException e) {
      return String.valueOf(e.getCause() == null ? e : e.getCause());
    }
  }
}
