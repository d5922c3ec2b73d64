package dev.sluice.bridge.http.server;

import dev.sluice.bridge.http.FieldSyntax;
import io.netty.channel.Channel;

/** What a request is refused for, alike in all versions of HTTP. */
final class RequestRules {
  private RequestRules() {}

  /** Is this the right server for a host (RFC 9110 §15.5.20), and is the body not too long? */
  static void admit(HttpServer server, Channel connection, String authority, long bodyLength)
      throws Refusal {
    if (!server.options().protocol().answersFor(connection, authority)) {
      throw new Refusal(Refusal.MISDIRECTED, "another certificate is for this host");
    }
    long limit = server.options().maxRequestBodySize();
    if (limit >= 0 && bodyLength > limit) {
      throw new Refusal(Refusal.TOO_LARGE, "the body is too long");
    }
  }

  /** What a Content-Length says (RFC 9110 §8.6). */
  static long contentLength(String text) throws Refusal {
    long number = FieldSyntax.length(text);
    if (number < 0) {
      if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        // It is one, and longer than any that is read.
        throw new Refusal(Refusal.TOO_LARGE, "the body is too long");
      }
      throw Refusal.bad("the Content-Length");
    }
    return number;
  }

  /** Looks at the value of Expect (RFC 9110 §10.1.1): there is one that can be met. */
  static void checkExpectation(String value) throws Refusal {
    if (!value.equalsIgnoreCase("100-continue")) {
      throw new Refusal(Refusal.EXPECTATION, "an expectation");
    }
  }
}
