package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.server.ProtocolChoice;
import dev.sluice.bridge.http.server.ServerOptions;
import dev.sluice.bridge.http.server.ServerProtocol;
import dev.sluice.bridge.tls.ServerTls;
import dev.sluice.bridge.tls.TlsOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options of a server to be, as {@code bun/serve} sets them one by one. */
public final class HttpConfigBinding {
  private final ServerOptions.Builder options = ServerOptions.builder();
  private final Path workingDirectory;
  private final List<TlsOptions> certificates = new ArrayList<>();
  private boolean speaksHttp2 = true;
  private boolean compresses;
  private boolean isPrecompressed;
  private boolean logsAccess;
  private int threads = 1;
  private String address = "";

  HttpConfigBinding(Path workingDirectory) {
    this.workingDirectory = workingDirectory;
  }

  @Exported
  public void setHostname(String name) {
    options.hostname(name);
  }

  /** 0 for one that the system chooses. */
  @Exported
  public void setPort(int port) {
    options.port(port);
  }

  /**
   * The path of a Unix socket, relative to the working directory.
   *
   * @throws BridgeException EINVAL for what is no path, such as an abstract name
   */
  @Exported
  public void setUnix(String path) {
    try {
      options.unixPath(workingDirectory.resolve(path));
    } catch (InvalidPathException e) {
      throw new BridgeException(Code.EINVAL, "listen", path, e);
    }
  }

  /** In seconds; 0 for none. */
  @Exported
  public void setIdleTimeout(int seconds) {
    options.idleTimeout(seconds);
  }

  /** In bytes; −1 for no limit. */
  @Exported
  public void setMaxRequestBodySize(long bytes) {
    options.maxRequestBodySize(bytes);
  }

  @Exported
  public void setReusePort(boolean reuse) {
    options.reusePort(reuse);
  }

  /** May clients speak HTTP/2? */
  @Exported
  public void setHttp2(boolean allowed) {
    speaksHttp2 = allowed;
  }

  /** Are responses compressed for clients that ask for it? */
  @Exported
  public void setCompress(boolean compressed) {
    compresses = compressed;
  }

  /** Are compressed files looked for beside the files of routes? */
  @Exported
  public void setPrecompressed(boolean sought) {
    isPrecompressed = sought;
  }

  /** Is a line printed for each request? */
  @Exported
  public void setAccessLog(boolean logged) {
    logsAccess = logged;
  }

  /** Adds a certificate; all texts are PEM. The first is for clients that name no other. */
  @Exported
  public void addTls(
      @Nullable String key,
      @Nullable String cert,
      @Nullable String ca,
      @Nullable String passphrase,
      @Nullable String serverName,
      boolean requestCert,
      boolean rejectUnauthorized) {
    certificates.add(
        TlsOptions.builder()
            .key(key)
            .cert(cert)
            .ca(ca)
            .passphrase(passphrase)
            .serverName(serverName)
            .requestCert(requestCert)
            .rejectUnauthorized(rejectUnauthorized)
            .alpn(speaksHttp2 ? ProtocolChoice.ALPN : ProtocolChoice.ALPN_HTTP1)
            .build());
  }

  /** How many threads answer; more than one share the work. */
  @Exported
  public void setThreads(int count) {
    threads = count;
  }

  int threads() {
    return threads;
  }

  /** The address as the script gave it, which tells a server from another one on all threads. */
  @Exported
  public void setAddress(String asked) {
    address = asked;
  }

  String address() {
    return address;
  }

  boolean isSecure() {
    return !certificates.isEmpty();
  }

  boolean compresses() {
    return compresses;
  }

  boolean isPrecompressed() {
    return isPrecompressed;
  }

  boolean logsAccess() {
    return logsAccess;
  }

  /**
   * The options, to which the caller may add.
   *
   * @throws BridgeException if a key or certificate is none
   */
  ServerOptions.Builder options() {
    return options.protocol(protocol());
  }

  private ServerProtocol protocol() {
    if (!certificates.isEmpty()) {
      return ProtocolChoice.over(ServerTls.of(certificates));
    }
    return speaksHttp2 ? ProtocolChoice.CLEAR : ServerProtocol.HTTP1;
  }
}
