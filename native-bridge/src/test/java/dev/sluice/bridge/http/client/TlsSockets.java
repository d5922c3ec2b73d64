package dev.sluice.bridge.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.tls.Pems;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** Sockets of the JDK's with TLS, for servers that do byte by byte what a test tells them. */
final class TlsSockets {
  private TlsSockets() {}

  /** A server for {@code localhost}, which the tests' authority vouches for. */
  static RawServer server(RawServer.Script script, String... alpn) throws IOException {
    JdkSslContext context =
        (JdkSslContext)
            SslContextBuilder.forServer(pem("localhost.pem"), pem("localhost.key"))
                .sslProvider(SslProvider.JDK)
                .build();
    SSLServerSocket socket =
        (SSLServerSocket) context.context().getServerSocketFactory().createServerSocket();
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(alpn);
    socket.setSSLParameters(parameters);
    return new RawServer(socket, script);
  }

  private static ByteArrayInputStream pem(String file) {
    return new ByteArrayInputStream(Pems.text(file).getBytes(ISO_8859_1));
  }
}
