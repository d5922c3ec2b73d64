package dev.sluice.bridge.s3;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.HeaderFields;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What can be told of an object without reading it. */
public final class S3Stat {
  private final long size;
  private final long lastModified;
  private final String etag;
  private final String type;

  private S3Stat(long size, long lastModified, String etag, String type) {
    this.size = size;
    this.lastModified = lastModified;
    this.etag = etag;
    this.type = type;
  }

  /** What the fields of an answer to HEAD tell. */
  static S3Stat of(HeaderFields fields) {
    return new S3Stat(
        number(fields.get("content-length")),
        millis(fields.get("last-modified")),
        or(fields.get("etag")),
        or(fields.get("content-type")));
  }

  private static String or(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static long number(@Nullable String value) {
    try {
      return value == null ? 0 : Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static long millis(@Nullable String date) {
    try {
      return date == null
          ? 0
          : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)).toEpochMilli();
    } catch (DateTimeException e) {
      return 0;
    }
  }

  /** In bytes. */
  @Exported
  public double size() {
    return size;
  }

  /** Milliseconds since the epoch; 0 if that was not said. */
  @Exported
  public double lastModified() {
    return lastModified;
  }

  /** As it was sent, in quotation marks. */
  @Exported
  public String etag() {
    return etag;
  }

  /** The Content-Type; empty if that was not said. */
  @Exported
  public String type() {
    return type;
  }
}
