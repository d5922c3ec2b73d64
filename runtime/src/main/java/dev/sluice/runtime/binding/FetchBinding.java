package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.client.HttpClient;
import dev.sluice.bridge.http.client.Origin;
import dev.sluice.bridge.http.client.Protocol;
import dev.sluice.bridge.http.client.RequestGate;
import dev.sluice.bridge.tls.TlsOptions;
import dev.sluice.bridge.url.UrlRecord;
import dev.sluice.runtime.loop.EventLoop;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.fetch}: what fetch() has of Java. The HTTP client is made for the first request.
 */
public final class FetchBinding {
  private final EventLoop loop;
  private final Path workingDirectory;
  private final @Nullable RequestGate gate;
  private @Nullable HttpClient client;

  /**
   * @param gate asked about every request, or null
   */
  FetchBinding(EventLoop loop, Path workingDirectory, @Nullable RequestGate gate) {
    this.loop = loop;
    this.workingDirectory = workingDirectory;
    this.gate = gate;
  }

  HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      made = new HttpClient(loop.netty(), loop, gate);
      client = made;
    }
    return made;
  }

  EventLoop loop() {
    return loop;
  }

  Path workingDirectory() {
    return workingDirectory;
  }

  /**
   * A request to be filled in and sent.
   *
   * @param url of the scheme {@code http} or {@code https}
   * @param method a token
   */
  @Exported
  public FetchRequestBinding request(UrlRecord url, String method) {
    return new FetchRequestBinding(this, url, method);
  }

  /**
   * A proxy to go through.
   *
   * @param credentials the value of Proxy-Authorization; empty for none
   */
  @Exported
  public ProxyBinding proxy(UrlRecord url, String credentials) {
    return new ProxyBinding(url, credentials);
  }

  /**
   * Opens a connection to the server of a URL for later.
   *
   * @param proxy that the connection goes through, or null
   */
  @Exported
  public void preconnect(UrlRecord url, @Nullable ProxyBinding proxy) {
    boolean isSecure = url.protocol().equals("https:");
    client()
        .preconnect(
            new Origin(
                isSecure ? TlsOptions.DEFAULTS : null,
                FetchRequestBinding.host(url),
                FetchRequestBinding.port(url),
                proxy == null ? null : proxy.proxy(),
                null,
                Protocol.ANY));
  }

  /**
   * Looks a host up for later.
   *
   * @param url whose host it is
   */
  @Exported
  public void lookUp(UrlRecord url) {
    client()
        .lookUp(
            new Origin(
                url.protocol().equals("https:") ? TlsOptions.DEFAULTS : null,
                FetchRequestBinding.host(url),
                FetchRequestBinding.port(url),
                null,
                null));
  }

  /**
   * Reads a source as an event stream; the parameters are those of {@link EventStreamBinding}.
   *
   * @param source which is the stream's from now on
   * @param limit bytes of an event
   */
  @Exported
  public EventStreamBinding events(
      SourceBinding source,
      int limit,
      String lastEventId,
      Value onEvent,
      Value onRetry,
      Value onEnd) {
    return new EventStreamBinding(source, loop, limit, lastEventId, onEvent, onRetry, onEnd);
  }

  /**
   * The digest of bytes of an ArrayBuffer, in Base64, for Subresource Integrity.
   *
   * @param algorithm such as {@code SHA-256}
   */
  @Exported
  public String digest(String algorithm, Value arrayBuffer, int offset, int length) {
    try {
      byte[] bytes = BlobsBinding.copy(arrayBuffer, offset, length);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw BridgeException.plain("ERR_CRYPTO_INVALID_DIGEST", algorithm);
    }
  }
}
