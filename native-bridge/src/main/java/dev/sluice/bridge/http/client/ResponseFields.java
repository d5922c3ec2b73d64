package dev.sluice.bridge.http.client;

import dev.sluice.bridge.http.HeaderFields;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;

/** The header fields of a response, as a server has sent them. */
final class ResponseFields {
  private ResponseFields() {}

  /**
   * @throws DecoderException if a value is refused by {@link #checked}
   */
  static HeaderFields of(HttpHeaders headers) {
    HeaderFields fields = new HeaderFields(headers.size());
    for (Map.Entry<String, String> field : headers) {
      fields.add(field.getKey(), checked(field.getKey(), field.getValue()));
    }
    return fields;
  }

  /**
   * The value of a field, which decoders hand on as it is.
   *
   * @throws DecoderException if it has what would end it for whoever reads it again (RFC 9110 §5.5)
   */
  static String checked(String name, String value) {
    if (value.indexOf('\0') >= 0 || value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new DecoderException("a control character in the header " + name);
    }
    return value;
  }
}
