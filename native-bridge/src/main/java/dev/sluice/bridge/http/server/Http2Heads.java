package dev.sluice.bridge.http.server;

import dev.sluice.bridge.http.ConnectionFields;
import dev.sluice.bridge.http.HeaderFields;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;

/** The heads of responses as HTTP/2 has them (RFC 9113 §8.3.2): HEADERS frames. */
final class Http2Heads {
  private Http2Heads() {}

  /**
   * A head that has been checked.
   *
   * @param length what Content-Length says; −1 for none
   * @param isLast is there no body?
   */
  static Http2HeadersFrame of(HeadEncoder encoder, ResponseHead head, long length, boolean isLast) {
    HeaderFields fields = head.fields();
    Http2Headers headers =
        new DefaultHttp2Headers(false, fields.size() + 3).status(Integer.toString(head.status()));
    boolean isDated = false;
    for (int i = 0; i < fields.size(); i++) {
      if (!ConnectionFields.isOfConnection(fields.name(i))) {
        AsciiString name = AsciiString.of(fields.name(i)).toLowerCase();
        headers.add(name, fields.value(i));
        isDated |= name.contentEquals("date");
      }
    }
    if (!isDated) {
      headers.set("date", encoder.dateText());
    }
    if (length >= 0) {
      headers.set("content-length", Long.toString(length));
    }
    return new DefaultHttp2HeadersFrame(headers, isLast);
  }

  /** «100 Continue». */
  static Http2HeadersFrame goOn() {
    return new DefaultHttp2HeadersFrame(new DefaultHttp2Headers(false).status("100"));
  }
}
