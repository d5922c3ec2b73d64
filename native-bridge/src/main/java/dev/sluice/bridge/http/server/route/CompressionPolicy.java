package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.ResponseHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which responses are compressed on their way out, and how (RFC 9110 §8.4, §12.5.3). Immutable,
 * from any thread.
 *
 * <p>Never one whose content is encoded already, is a part of something (206), or is none (204,
 * 205, 304); nor one that forbids it by {@code Cache-Control: no-transform} (RFC 9111 §5.2.2.6),
 * nor a media type that is dense by itself, nor less than {@code least} bytes, where their number
 * is known.
 *
 * @param codings what is offered, best first
 * @param least from how many bytes on compression pays: below that the answer fits into one packet
 *     anyway
 * @param level as for {@link Coding#encoder}
 */
public record CompressionPolicy(List<Coding> codings, int least, int level) {
  /** From this number of bytes on it pays, if nobody says otherwise. */
  public static final int LEAST = 1024;

  private static final int NO_CONTENT = 204;
  private static final int RESET_CONTENT = 205;
  private static final int PARTIAL = 206;
  private static final int NOT_MODIFIED = 304;

  public CompressionPolicy {
    codings = List.copyOf(codings);
  }

  /** Offers brotli, zstd and gzip, as far as they can be had here. */
  public static CompressionPolicy usual() {
    return new CompressionPolicy(
        AcceptEncoding.PREFERENCE.stream().filter(Coding::isAvailable).toList(),
        LEAST,
        Coding.DEFAULT_LEVEL);
  }

  /**
   * What is to be sent.
   *
   * @param coding what the content is to be put into; null for its bytes as they are
   * @param head the head to send, which tells of the coding, and that the answer depends on what
   *     the client accepts
   */
  public record Decision(@Nullable Coding coding, ResponseHead head) {}

  /**
   * Decides on a response.
   *
   * @param request the fields of the request
   * @param head what the response would begin with; not changed
   * @param length of its content, or −1 where that is not known
   */
  public Decision decide(HeaderFields request, ResponseHead head, long length) {
    if (!isCompressible(head, length)) {
      return new Decision(null, head);
    }
    Coding coding = AcceptEncoding.choose(request, codings);
    HeaderFields fields = head.fields().copy();
    Vary.addAcceptEncoding(fields);
    String token = coding == null ? null : coding.token();
    if (token != null) {
      fields.set("Content-Encoding", token);
      fields.remove("Content-Length");
      fields.remove("Accept-Ranges");
      // The encoded bytes may differ from one answer to the next (§8.8.1).
      String etag = fields.get("ETag");
      if (etag != null) {
        fields.set("ETag", EntityTags.weakened(etag));
      }
    }
    return new Decision(coding, new ResponseHead(head.status(), head.statusText(), fields));
  }

  /** Could a response be compressed, if the client asked for it? */
  boolean isCompressible(ResponseHead head, long length) {
    HeaderFields fields = head.fields();
    String type = fields.get("Content-Type");
    boolean hasContent =
        switch (head.status()) {
          case NO_CONTENT, RESET_CONTENT, PARTIAL, NOT_MODIFIED -> false;
          default -> length < 0 || length >= Math.max(1, least);
        };
    return hasContent
        && type != null
        && !codings.isEmpty()
        && !fields.contains("Content-Encoding")
        && !fields.contains("Content-Range")
        && !fields.hasToken("Cache-Control", "no-transform")
        && CompressibleTypes.has(type);
  }
}
