package dev.sluice.bridge.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.bridge.tls.Pems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.TrustManagerFactory;

/** A client of TLS that can tell an end in good order, by a close_notify, from a cut. */
final class RawTls implements AutoCloseable {
  private static final int TIMEOUT = 20_000;

  private final Socket socket;
  private final SSLEngine engine;
  private final ByteBuffer read;
  private final ByteBuffer written;
  private final ByteBuffer plain;

  /**
   * @param version such as «TLSv1.3»
   */
  RawTls(int port, String version) throws IOException, GeneralSecurityException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT);
    socket.setTcpNoDelay(true);
    engine = context().createSSLEngine("localhost", port);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {version});
    read = ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
    written = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    engine.beginHandshake();
    shakeHands();
  }

  /** Trusts the tests' own authority. */
  static SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    byte[] ca = Pems.text("ca.pem").getBytes(US_ASCII);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(ca)));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private void shakeHands() throws IOException {
    for (HandshakeStatus status = engine.getHandshakeStatus(); ; ) {
      switch (status) {
        case NEED_WRAP -> status = wrap(ByteBuffer.allocate(0)).getHandshakeStatus();
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          SSLEngineResult result = engine.unwrap(read, plain);
          status = result.getHandshakeStatus();
          if (result.getStatus() == Status.BUFFER_UNDERFLOW && !fill()) {
            throw new IOException("the end amid the handshake");
          }
        }
        case NEED_TASK -> {
          for (Runnable task = engine.getDelegatedTask();
              task != null;
              task = engine.getDelegatedTask()) {
            task.run();
          }
          status = engine.getHandshakeStatus();
        }
        case NOT_HANDSHAKING, FINISHED -> {
          return;
        }
      }
    }
  }

  private SSLEngineResult wrap(ByteBuffer bytes) throws IOException {
    SSLEngineResult result = engine.wrap(bytes, written);
    socket.getOutputStream().write(written.array(), 0, written.position());
    written.clear();
    return result;
  }

  /** Reads more from the socket; false at its end, or after a reset. */
  private boolean fill() throws IOException {
    read.compact();
    int count;
    try {
      count = socket.getInputStream().read(read.array(), read.position(), read.remaining());
    } catch (SocketException e) {
      count = -1;
    }
    read.position(read.position() + Math.max(0, count)).flip();
    return count > 0;
  }

  RawTls send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  RawTls send(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      wrap(left);
    }
    return this;
  }

  /** All that comes until the end. */
  String rest() throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      SSLEngineResult result = engine.unwrap(read, plain);
      text.append(ISO_8859_1.decode(plain.flip()));
      plain.clear();
      if (result.getStatus() == Status.CLOSED
          || result.getStatus() == Status.BUFFER_UNDERFLOW && !fill()) {
        return text.toString();
      }
    }
  }

  /** After {@link #rest}: has the server said that this was the end? */
  boolean hasGoodEnd() {
    return engine.isInboundDone();
  }

  /** Is the connection closed, and not only its stream of bytes? */
  boolean isClosed() throws IOException {
    read.clear().limit(0);
    return !fill();
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
