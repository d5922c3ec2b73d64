package dev.sluice.runtime;

import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.FieldSyntax;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.RequestBody;
import dev.sluice.bridge.url.UrlRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that a script is about to send, as a {@link NetworkPolicy} sees it. Immutable; the
 * {@code with…} methods give others, for {@link NetworkDecision#alter}. For any thread.
 */
public final class NetworkRequest {
  /** What a request is made for. */
  public enum Kind {
    /** {@code fetch()}. */
    FETCH,
    /** An EventSource, at each of its connections. */
    EVENT_SOURCE,
    /** A WebSocket that is being opened; the URL begins with {@code ws:} or {@code wss:}. */
    WEB_SOCKET,
    /**
     * A connection for later ({@code fetch.preconnect}), or a look at where a host is ({@code
     * Bun.dns.prefetch}): there is no path, method or header. Its decision is heeded only in so far
     * as it is {@link NetworkDecision.Allow} or {@link NetworkDecision.Alter} of the URL.
     */
    PRECONNECT,
    /** An operation on S3, signed already: one that is changed is refused by the server. */
    S3
  }

  /**
   * A body.
   *
   * @param length as far as it was known on the runtime's thread, which alone may ask a source
   */
  record Body(RequestBody content, long length) {
    static @Nullable Body of(@Nullable RequestBody content) {
      return content == null ? null : new Body(content, content.length());
    }
  }

  private final Kind kind;
  private final int redirects;
  private final UrlRecord url;
  private final String method;
  private final HeaderFields fields;
  private final @Nullable String proxy;
  private final @Nullable String socket;
  private final @Nullable Body body;

  /**
   * @param fields not changed any more
   */
  NetworkRequest(
      Kind kind,
      int redirects,
      UrlRecord url,
      String method,
      HeaderFields fields,
      @Nullable String proxy,
      @Nullable String socket,
      @Nullable Body body) {
    this.kind = kind;
    this.redirects = redirects;
    this.url = url;
    this.method = method;
    this.fields = fields;
    this.proxy = proxy;
    this.socket = socket;
    this.body = body;
  }

  /** What it is made for. */
  public Kind kind() {
    return kind;
  }

  /** How many redirects have led to it; each of them is a request that was asked about. */
  public int redirects() {
    return redirects;
  }

  /** Where it goes, serialized by the URL standard, without user name, password and fragment. */
  public String url() {
    return url.href();
  }

  /** {@code http}, {@code https}, {@code ws} or {@code wss}. */
  public String scheme() {
    return url.scheme();
  }

  /**
   * The name or address that is connected to, in lower case, an international name in ASCII; an
   * address of IPv6 without its brackets. A header Host may say another.
   */
  public String host() {
    String host = url.hostname();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The port, also where it is the scheme's own. */
  public int port() {
    String port = url.port();
    return port.isEmpty() ? (isSecure(url) ? 443 : 80) : Integer.parseInt(port);
  }

  /** The path, which begins with a slash, percent-encoded as it is sent. */
  public String path() {
    return url.pathname();
  }

  /** The query with its question mark; empty for none. */
  public String query() {
    return url.search();
  }

  /** The method, such as {@code GET}. */
  public String method() {
    return method;
  }

  /**
   * The headers, as the script has given them or the standard adds them. Host, Content-Length and
   * the like are made later, unless the script has set a Host.
   */
  public List<NetworkHeader> headers() {
    List<NetworkHeader> headers = new ArrayList<>(fields.size());
    for (int i = 0; i < fields.size(); i++) {
      headers.add(new NetworkHeader(fields.name(i), fields.value(i)));
    }
    return headers;
  }

  /** The values of the headers of that name, joined by commas; null if there is none. */
  public @Nullable String header(String name) {
    return fields.joined(name);
  }

  /** Host and port of the proxy that it goes through, such as {@code proxy:8080}; null for none. */
  public @Nullable String proxy() {
    return proxy;
  }

  /** The path of the Unix socket that is connected to, whatever the URL says; null for none. */
  public @Nullable String unixSocket() {
    return socket;
  }

  /** Does it bring a body along? */
  public boolean hasBody() {
    return body != null;
  }

  /**
   * How many bytes the body has: 0 where there is none, −1 where only its end will tell, as of a
   * script's stream. Its type is the header Content-Type.
   */
  public long bodyLength() {
    return body == null ? 0 : body.length();
  }

  /**
   * The bytes of the body, where they are in memory: of a text, a buffer, a form or a Blob. The
   * buffer is the caller's own. Each call copies them.
   *
   * @return null where there is no body; and of files, streams and what comes from elsewhere, which
   *     are read while they are sent, and once. A policy that has to see all that leaves refuses
   *     what it is not shown
   */
  public @Nullable ByteBuffer bodyInMemory() {
    return body != null
            && body.content() instanceof RequestBody.Stored stored
            && stored.store().isInMemory()
        ? stored.store().read(stored.offset(), stored.length(), -1)
        : null;
  }

  /**
   * The same with other bytes as its body, which are copied; a body that it has is not sent. A
   * Content-Length is made of them, a Content-Type stays as it is.
   *
   * @throws IllegalStateException if the request is one of S3, whose bodies are signed, or has no
   *     method that takes a body: GET, HEAD
   */
  public NetworkRequest withBody(byte[] bytes) {
    if (kind == Kind.S3
        || kind == Kind.PRECONNECT
        || method.equals("GET")
        || method.equals("HEAD")) {
      throw new IllegalStateException("no body can be given to a " + this);
    }
    BytesStore store = BytesStore.of(bytes.clone());
    Body other = Body.of(new RequestBody.Stored(store, 0, bytes.length));
    return new NetworkRequest(kind, redirects, url, method, fields, proxy, socket, other);
  }

  /**
   * The same to another place.
   *
   * @param text an absolute URL of the scheme {@code http} or {@code https}, or {@code ws} or
   *     {@code wss} for a WebSocket; a user name, password or fragment in it is dropped
   * @throws IllegalArgumentException if it is none
   */
  public NetworkRequest withUrl(String text) {
    UrlRecord parsed = UrlRecord.parse(text, null);
    if (parsed == null || isWebSocket(parsed) != isWebSocket(url) || !isNetwork(parsed)) {
      throw new IllegalArgumentException("not a URL of the same kind: " + text);
    }
    UrlRecord plain = parsed.withUsername("").withPassword("").withHash("");
    return new NetworkRequest(kind, redirects, plain, method, fields, proxy, socket, body);
  }

  /**
   * The same with another method.
   *
   * @throws IllegalArgumentException if it is no token
   */
  public NetworkRequest withMethod(String other) {
    if (!FieldSyntax.isToken(other)) {
      throw new IllegalArgumentException("not a method: " + other);
    }
    return new NetworkRequest(kind, redirects, url, other, fields, proxy, socket, body);
  }

  /**
   * The same with this header in the place of all of that name.
   *
   * @throws IllegalArgumentException if it cannot be sent
   */
  public NetworkRequest withHeader(String name, String value) {
    NetworkHeader header = NetworkHeader.checked(name, value);
    return with(fields.copy().set(header.name(), header.value()));
  }

  /** The same without the headers of that name. */
  public NetworkRequest withoutHeader(String name) {
    return with(fields.copy().remove(name));
  }

  private NetworkRequest with(HeaderFields others) {
    return new NetworkRequest(kind, redirects, url, method, others, proxy, socket, body);
  }

  @Nullable RequestBody body() {
    return body == null ? null : body.content();
  }

  UrlRecord record() {
    return url;
  }

  HeaderFields fields() {
    return fields;
  }

  static boolean isSecure(UrlRecord url) {
    return url.scheme().equals("https") || url.scheme().equals("wss");
  }

  private static boolean isWebSocket(UrlRecord url) {
    return url.scheme().equals("ws") || url.scheme().equals("wss");
  }

  private static boolean isNetwork(UrlRecord url) {
    return isWebSocket(url) || url.scheme().equals("http") || url.scheme().equals("https");
  }

  /** Kind, method and URL. */
  @Override
  public String toString() {
    return kind + " " + method + " " + url();
  }
}
