package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.ConnectionFields;
import dev.sluice.bridge.http.FieldSyntax;
import dev.sluice.bridge.http.HeaderFields;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import java.util.Map;

/** Heads of requests and responses as HTTP/2 has them (RFC 9113 §8.2, §8.3). */
final class Http2Heads {
  private static final String PROTOCOL = "HTTP/2";
  private static final int PSEUDO_FIELDS = 5;

  private Http2Heads() {}

  /**
   * The head of a request; the field Host becomes {@code :authority}.
   *
   * @param length of the body, or {@link RequestHead#CHUNKED}
   * @throws BridgeException ERR_INVALID_CHAR
   */
  static Http2Headers of(ClientRequest request, long length) {
    HeaderFields fields = request.fields();
    String host = fields.get("host");
    Http2Headers headers =
        new DefaultHttp2Headers(false, fields.size() + PSEUDO_FIELDS)
            .method(request.method())
            .scheme(request.origin().isSecure() ? "https" : "http")
            .authority(host == null ? request.authority() : RequestHead.checked("host", host))
            .path(request.target());
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.name(i).toLowerCase(Locale.ROOT);
      if (!ConnectionFields.isOfConnection(name) && !name.equals("host")) {
        headers.add(name, RequestHead.checked(name, fields.value(i)));
      }
    }
    boolean isSaid = request.body() != null || RequestHead.meansToHaveBody(request.method());
    if (length != RequestHead.CHUNKED && isSaid) {
      headers.set("content-length", Long.toString(length));
    }
    return headers;
  }

  /**
   * The status of a response.
   *
   * @throws DecoderException if there is none, or one that is no number of three digits
   */
  static int status(Http2Headers headers) {
    CharSequence text = headers.status();
    int status = 0;
    for (int i = 0; text != null && i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      status = digit < 0 || digit > 9 ? -1 : status < 0 ? status : 10 * status + digit;
    }
    if (text == null || text.length() != 3 || status < 100) {
      throw new DecoderException("a status has three digits");
    }
    return status;
  }

  /**
   * The head of a final response. Netty has looked at the names' case, at the order of pseudo
   * fields, at fields of connections, and whether there are two lengths.
   *
   * @throws DecoderException if it is malformed (RFC 9113 §8.1.1)
   */
  static ReceivedHead received(Http2Headers headers) {
    int status = status(headers);
    HeaderFields fields = new HeaderFields(headers.size());
    long length = -1;
    int statuses = 0;
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      String name = field.getKey().toString();
      String value = field.getValue().toString();
      if (name.startsWith(":")) {
        if (!name.equals(":status") || ++statuses > 1) {
          throw new DecoderException("a response with " + name);
        }
        continue;
      }
      if (!FieldSyntax.isToken(name)) {
        throw new DecoderException("a header whose name is none");
      }
      ResponseFields.checked(name, value);
      if (name.equals("content-length")) {
        length = length(value);
      }
      fields.add(name, FieldSyntax.trimmed(value));
    }
    return new ReceivedHead(status, "", fields, length, PROTOCOL);
  }

  private static long length(String digits) {
    long length = FieldSyntax.length(digits);
    if (length < 0) {
      throw new DecoderException("a content-length that is no number");
    }
    return length;
  }
}
