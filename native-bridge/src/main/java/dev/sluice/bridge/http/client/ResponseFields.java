package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.HeaderFields;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;

/** The header fields of a response, as a server has sent them. */
final class ResponseFields {
  private ResponseFields() {}

  /**
   * @throws BridgeException if a value has what would end it for whoever reads it again: the
   *     decoder hands values on as they are
   */
  static HeaderFields of(HttpHeaders headers) {
    HeaderFields fields = new HeaderFields(headers.size());
    for (Map.Entry<String, String> field : headers) {
      String value = field.getValue();
      if (value.indexOf('\0') >= 0 || value.indexOf('\r') >= 0) {
        throw NetworkErrors.badResponse(
            new DecoderException("a control character in the header " + field.getKey()));
      }
      fields.add(field.getKey(), value);
    }
    return fields;
  }
}
