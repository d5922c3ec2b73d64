package dev.sluice.bridge.http.server;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link HttpServer} listens and what it puts up with. Times are in seconds, sizes in bytes.
 *
 * @param hostname a name or address to listen on
 * @param port 0 for one that the system chooses
 * @param unixPath listen on a socket of this path instead
 * @param reusePort let several servers listen on one port (SO_REUSEPORT)
 * @param backlog connections that wait to be accepted
 * @param maxRequestBodySize a greater body is refused with 413; −1 for no limit
 * @param maxHeadSize a longer head, or trailer section, is refused with 431
 * @param maxFields more header fields are refused with 431
 * @param headTimeout how long a head may take to arrive, else 408; 0 for ever
 * @param idleTimeout how long a connection may be silent while nothing waits for its client and no
 *     handler owns a response stream on it; 0 for ever
 * @param stallTimeout how long a client may take nothing of what waits for it; 0 for ever
 * @param protocol what stands at the head of a connection's pipeline
 * @param accessLog told of each exchange at its end, or null
 * @param onAcceptError told once of each row of failures to accept, such as too many open files
 */
public record ServerOptions(
    String hostname,
    int port,
    @Nullable Path unixPath,
    boolean reusePort,
    int backlog,
    long maxRequestBodySize,
    int maxHeadSize,
    int maxFields,
    int headTimeout,
    int idleTimeout,
    int stallTimeout,
    ServerProtocol protocol,
    @Nullable Consumer<Exchange> accessLog,
    Consumer<Throwable> onAcceptError) {
  private static final int BACKLOG = 511;
  private static final long MAX_BODY = 128L << 20;
  private static final int MAX_HEAD = 16 << 10;
  private static final int MAX_FIELDS = 200;
  private static final int HEAD_SECONDS = 10;
  private static final int IDLE_SECONDS = 10;
  private static final int STALL_SECONDS = 120;
  private static final int LARGEST_HEAD = 1 << 20;

  public ServerOptions {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("port " + port);
    }
    if (maxHeadSize < 256 || maxHeadSize > LARGEST_HEAD) {
      throw new IllegalArgumentException("maxHeadSize " + maxHeadSize);
    }
  }

  /** A builder that listens on every address, on a port that the system chooses. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects {@link ServerOptions}. */
  public static final class Builder {
    private String hostname = "0.0.0.0";
    private int port;
    private @Nullable Path unixPath;
    private boolean reusePort;
    private int backlog = BACKLOG;
    private long maxRequestBodySize = MAX_BODY;
    private int maxHeadSize = MAX_HEAD;
    private int maxFields = MAX_FIELDS;
    private int headTimeout = HEAD_SECONDS;
    private int idleTimeout = IDLE_SECONDS;
    private int stallTimeout = STALL_SECONDS;
    private ServerProtocol protocol = ServerProtocol.HTTP1;
    private @Nullable Consumer<Exchange> accessLog;
    private Consumer<Throwable> onAcceptError = _ -> {};

    private Builder() {}

    public Builder hostname(String name) {
      hostname = name;
      return this;
    }

    public Builder port(int number) {
      port = number;
      return this;
    }

    public Builder unixPath(@Nullable Path path) {
      unixPath = path;
      return this;
    }

    public Builder reusePort(boolean reuse) {
      reusePort = reuse;
      return this;
    }

    public Builder backlog(int connections) {
      backlog = connections;
      return this;
    }

    public Builder maxRequestBodySize(long bytes) {
      maxRequestBodySize = bytes;
      return this;
    }

    public Builder maxHeadSize(int bytes) {
      maxHeadSize = bytes;
      return this;
    }

    public Builder maxFields(int count) {
      maxFields = count;
      return this;
    }

    public Builder headTimeout(int seconds) {
      headTimeout = seconds;
      return this;
    }

    public Builder idleTimeout(int seconds) {
      idleTimeout = seconds;
      return this;
    }

    public Builder stallTimeout(int seconds) {
      stallTimeout = seconds;
      return this;
    }

    public Builder protocol(ServerProtocol head) {
      protocol = head;
      return this;
    }

    public Builder accessLog(@Nullable Consumer<Exchange> log) {
      accessLog = log;
      return this;
    }

    public Builder onAcceptError(Consumer<Throwable> listener) {
      onAcceptError = listener;
      return this;
    }

    public ServerOptions build() {
      return new ServerOptions(
          hostname,
          port,
          unixPath,
          reusePort,
          backlog,
          maxRequestBodySize,
          maxHeadSize,
          maxFields,
          headTimeout,
          idleTimeout,
          stallTimeout,
          protocol,
          accessLog,
          onAcceptError);
    }
  }
}
