package dev.sluice.bridge.http.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The keys by which both sides know that the other one means a WebSocket (RFC 6455 §1.3). */
final class HandshakeKeys {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int LENGTH = 16;
  private static final int TEXT_LENGTH = 24;

  private HandshakeKeys() {}

  /** A client's, for one handshake. */
  static String make() {
    byte[] key = new byte[LENGTH];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /** Does a server have to answer it: sixteen bytes in Base64? */
  static boolean isKey(String key) {
    if (key.length() != TEXT_LENGTH) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key).length == LENGTH;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The server's answer. */
  static String answer(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
