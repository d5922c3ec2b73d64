package dev.sluice.bridge.http.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.ResponseHead;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which responses are compressed. */
class CompressionPolicyTest {
  private static final int LONG = 5000;
  private static final HeaderFields ALL = HeaderFields.of("Accept-Encoding", "gzip, br");

  private final CompressionPolicy policy = CompressionPolicy.usual();

  private static ResponseHead text(String... more) {
    ResponseHead head = ResponseHead.of(200, "Content-Type", "text/html; charset=utf-8");
    for (int i = 0; i < more.length; i += 2) {
      head.fields().add(more[i], more[i + 1]);
    }
    return head;
  }

  @Test
  void aLongTextIsCompressedAsTheClientLikesItMost() {
    ResponseHead head = text("ETag", "\"x\"", "Accept-Ranges", "bytes", "Content-Length", "5000");
    CompressionPolicy.Decision decision = policy.decide(ALL, head, LONG);
    assertEquals(Coding.BROTLI, decision.coding());
    HeaderFields fields = decision.head().fields();
    assertEquals("br", fields.get("Content-Encoding"));
    assertEquals("Accept-Encoding", fields.get("Vary"));
    assertEquals("W/\"x\"", fields.get("ETag"));
    assertNull(fields.get("Accept-Ranges"));
    assertNull(fields.get("Content-Length"));
    assertNull(head.fields().get("Vary"), "the given head was changed");
  }

  @Test
  void aClientThatDoesNotAskGetsThePlainBytesAndIsToldThatItDepends() {
    CompressionPolicy.Decision decision =
        policy.decide(new HeaderFields(), text("ETag", "\"x\"", "Vary", "Origin"), LONG);
    assertNull(decision.coding());
    assertEquals("Origin, Accept-Encoding", decision.head().fields().get("Vary"));
    assertEquals("\"x\"", decision.head().fields().get("ETag"));
  }

  @Test
  void varyIsNotSaidTwice() {
    HeaderFields fields = HeaderFields.of("Vary", "Origin", "vary", "accept-encoding");
    Vary.addAcceptEncoding(fields);
    assertEquals("Origin, accept-encoding", fields.joined("Vary"));
    HeaderFields star = HeaderFields.of("Vary", "*");
    Vary.addAcceptEncoding(star);
    assertEquals("*", star.joined("Vary"));
  }

  private void assertLeftAlone(ResponseHead head, long length) {
    CompressionPolicy.Decision decision = policy.decide(ALL, head, length);
    assertNull(decision.coding());
    assertSame(head, decision.head());
  }

  @Test
  void whatIsEncodedOrForbidsItIsLeftAlone() {
    assertLeftAlone(text("Content-Encoding", "gzip"), LONG);
    assertLeftAlone(text("Content-Encoding", "identity"), LONG);
    assertLeftAlone(text("Content-Range", "bytes 0-1/2"), LONG);
    assertLeftAlone(text("Cache-Control", "public, No-Transform"), LONG);
    assertLeftAlone(new ResponseHead(200, "", new HeaderFields()), LONG);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 206, 304})
  void partsAndNothingAreLeftAlone(int status) {
    assertLeftAlone(ResponseHead.of(status, "Content-Type", "text/plain"), LONG);
  }

  @Test
  void littleIsLeftAloneAndAnUnknownLengthIsNot() {
    assertLeftAlone(text(), 0);
    assertLeftAlone(text(), CompressionPolicy.LEAST - 1);
    assertEquals(Coding.BROTLI, policy.decide(ALL, text(), CompressionPolicy.LEAST).coding());
    assertEquals(Coding.BROTLI, policy.decide(ALL, text(), -1).coding());
    assertFalse(new CompressionPolicy(List.of(Coding.GZIP), 0, 1).isCompressible(text(), 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "TEXT/CSS",
        "text/event-stream",
        "application/json;charset=utf-8",
        "application/problem+json",
        "application/atom+xml ; x=y",
        "image/svg+xml",
        "application/javascript",
        "application/wasm",
        "font/ttf"
      })
  void textsAreCompressed(String type) {
    assertTrue(CompressibleTypes.has(type));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image/png", "image/jpeg", "video/mp4", "audio/mpeg", "application/zip", "font/woff2",
        "application/octet-stream", "application/gzip", "application/pdf", "", ";", "textual/plain"
      })
  void denseTypesAreNot(String type) {
    assertFalse(CompressibleTypes.has(type));
  }
}
