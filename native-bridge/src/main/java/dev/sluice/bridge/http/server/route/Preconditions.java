package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.http.HeaderFields;
import org.jspecify.annotations.Nullable;

/**
 * What a request makes its answer depend on: the fields of RFC 9110 §13.1, and Range, which
 * If-Range guards. Each is null where the request has no such field; several lines of one are
 * joined.
 */
record Preconditions(
    @Nullable String ifMatch,
    @Nullable String ifNoneMatch,
    @Nullable String ifModifiedSince,
    @Nullable String ifUnmodifiedSince,
    @Nullable String ifRange,
    @Nullable String range) {

  /** There are none, as in most requests. */
  static final Preconditions NONE = new Preconditions(null, null, null, null, null, null);

  /** Does nothing depend on anything? */
  boolean isNone() {
    return ifMatch == null
        && ifNoneMatch == null
        && ifModifiedSince == null
        && ifUnmodifiedSince == null
        && range == null;
  }

  /** What is to be done (§13.2.1). */
  enum Outcome {
    /** The request is answered as if it had no conditions. */
    PROCEED,
    /** 304. */
    NOT_MODIFIED,
    /** 412. */
    FAILED
  }

  /** Those of a request. One pass over its fields; allocates nothing if there are none. */
  static Preconditions of(HeaderFields fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (mayBeOne(fields.name(i))) {
        return read(fields);
      }
    }
    return NONE;
  }

  private static boolean mayBeOne(String name) {
    return switch (name.length()) {
      case 5 -> name.equalsIgnoreCase("Range");
      case 8, 13, 17, 19 -> name.regionMatches(true, 0, "If-", 0, 3);
      default -> false;
    };
  }

  private static Preconditions read(HeaderFields fields) {
    return new Preconditions(
        fields.joined("If-Match"),
        fields.joined("If-None-Match"),
        fields.joined("If-Modified-Since"),
        fields.joined("If-Unmodified-Since"),
        fields.joined("If-Range"),
        fields.joined("Range"));
  }

  /**
   * Decides in the order of §13.2.2. A date that is no date counts as absent.
   *
   * @param etag the representation's, or null
   * @param lastModified in seconds since 1970, or {@link HttpDates#NONE}
   */
  Outcome evaluate(String method, @Nullable String etag, long lastModified) {
    boolean isRead = method.equals("GET") || method.equals("HEAD");
    if (ifMatch != null) {
      if (!EntityTags.isIn(ifMatch, etag, true)) {
        return Outcome.FAILED;
      }
    } else if (lastModified != HttpDates.NONE) {
      long limit = HttpDates.parse(ifUnmodifiedSince);
      if (limit != HttpDates.NONE && lastModified > limit) {
        return Outcome.FAILED;
      }
    }
    if (ifNoneMatch != null) {
      if (EntityTags.isIn(ifNoneMatch, etag, false)) {
        return isRead ? Outcome.NOT_MODIFIED : Outcome.FAILED;
      }
    } else if (isRead && lastModified != HttpDates.NONE) {
      long known = HttpDates.parse(ifModifiedSince);
      if (known != HttpDates.NONE && lastModified <= known) {
        return Outcome.NOT_MODIFIED;
      }
    }
    return Outcome.PROCEED;
  }

  /**
   * The value of Range, if it counts: only for GET (§14.2), and only if If-Range, where there is
   * one, names this very representation (§13.1.5).
   *
   * @param lastModified as above, and NONE too if it may not be taken for a strong validator: if
   *     the file may have changed since within the same second (§8.8.2.2)
   */
  @Nullable String rangeFor(String method, @Nullable String etag, long lastModified) {
    if (range == null || !method.equals("GET")) {
      return null;
    }
    if (ifRange == null) {
      return range;
    }
    boolean isTag = ifRange.endsWith("\"");
    boolean isMet =
        isTag
            ? etag != null && EntityTags.isSame(ifRange.strip(), etag)
            : lastModified != HttpDates.NONE && HttpDates.parse(ifRange) == lastModified;
    return isMet ? range : null;
  }
}
