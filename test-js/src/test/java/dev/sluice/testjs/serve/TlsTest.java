package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** The {@code tls} option, and HTTP/2, which comes with it. */
final class TlsTest {
  private static final Path FIXTURES =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolveSibling("native-bridge")
          .resolve("src/test/resources/tls");

  private static String pem(String name) {
    return "Bun.file('" + FIXTURES.resolve(name) + "')";
  }

  private static Served serve(String options) {
    return Served.of(
        "tls: [{ key: %s, cert: %s }, { key: %s, cert: %s, serverName: '*.example.test' }], %s"
            .formatted(
                pem("localhost.key"),
                pem("localhost.pem"),
                pem("wildcard.key"),
                pem("wildcard.pem"),
                options));
  }

  private static SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null);
    try (InputStream in = Files.newInputStream(FIXTURES.resolve("ca.pem"))) {
      roots.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void bothProtocolsAreSpokenOverTls() throws Exception {
    try (Served served =
            serve(
                "async fetch(r) { return new Response(`${r.method} ${new URL(r.url).protocol} ${await r.text()}`); }");
        HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        if (version.name().equals("HTTP_3")) {
          continue;
        }
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("https://localhost:" + served.port() + "/"))
                .version(version)
                .POST(HttpRequest.BodyPublishers.ofString("sent"))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        assertEquals(version, response.version());
        assertEquals("POST https: sent", response.body());
      }
      assertEquals("https", served.evaluate("server.protocol"));
    }
  }

  @Test
  void streamsOfHttp2AreAnsweredAtTheSameTime() throws Exception {
    try (Served served =
            serve(
                """
                async fetch(r) {
                  const n = +new URL(r.url).search.slice(1);
                  await new Promise((resolve) => setTimeout(resolve, n % 7));
                  return new Response(async function* () { yield `${n}:`; await 1; yield 'x'.repeat(n * 100); });
                }
                """);
        HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      var responses =
          java.util.stream.IntStream.range(0, 50)
              .mapToObj(
                  n ->
                      client.sendAsync(
                          HttpRequest.newBuilder(
                                  URI.create("https://localhost:" + served.port() + "/?" + n))
                              .build(),
                          BodyHandlers.ofString()))
              .toList();
      for (int n = 0; n < responses.size(); n++) {
        assertEquals(n + ":" + "x".repeat(n * 100), responses.get(n).get().body());
      }
    }
  }

  @Test
  void theCertificateIsChosenByTheNameThatIsAskedFor() throws Exception {
    try (Served served = serve("fetch: () => new Response('x')")) {
      assertTrue(names(served.port(), "a.example.test").contains("*.example.test"));
      assertTrue(names(served.port(), "localhost").contains("localhost"));
    }
  }

  /** The names in the certificate that a client gets who asks for a name. */
  private static String names(int port, String name) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return String.valueOf(certificate.getSubjectAlternativeNames());
    }
  }

  @Test
  void aKeyThatIsNoneIsRefusedByName() {
    AssertionError error =
        assertThrows(
            AssertionError.class,
            () ->
                Served.of("tls: { key: 'x', cert: 'y' }, fetch: () => new Response('x')").close());
    assertTrue(String.valueOf(error.getMessage()).contains("TypeError"), error::toString);
  }

  @Test
  void aClientThatGoesAwayAbortsItsStreamAlone() throws Exception {
    try (Served served =
            Served.of(
                "globalThis.aborted = deferred(); globalThis.begun = deferred();",
                "tls: { key: %s, cert: %s }, fetch(r) { if (r.url.endsWith('/x')) return new Response('x');"
                        .formatted(pem("localhost.key"), pem("localhost.pem"))
                    + " r.signal.onabort = () => aborted.resolve(r.signal.reason.name);"
                    + " return new Response(new ReadableStream({ pull(c) { begun.resolve(); c.enqueue(new Uint8Array(1000)); } })); }");
        HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      URI root = URI.create("https://localhost:" + served.port() + "/");
      InputStream body =
          client.send(HttpRequest.newBuilder(root).build(), BodyHandlers.ofInputStream()).body();
      body.readNBytes(1000);
      served.evaluate("begun.promise");
      body.close();
      assertEquals("AbortError", served.evaluate("aborted.promise"));
      assertEquals(
          "x",
          client
              .send(HttpRequest.newBuilder(root.resolve("/x")).build(), BodyHandlers.ofString())
              .body());
    }
  }
}
