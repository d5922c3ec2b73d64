package dev.sluice.runtime;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.http.client.ClientRequest;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.http.client.Occasion;
import dev.sluice.bridge.http.client.Origin;
import dev.sluice.bridge.http.client.Proxy;
import dev.sluice.bridge.http.client.Purpose;
import dev.sluice.bridge.http.client.RequestGate;
import dev.sluice.bridge.tls.TlsOptions;
import dev.sluice.bridge.url.UrlRecord;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A {@link NetworkPolicy} as the HTTP client asks it. */
final class PolicyGate implements RequestGate {
  private static final String PROTOCOL = "HTTP/1.1";

  private final NetworkPolicy policy;

  PolicyGate(NetworkPolicy policy) {
    this.policy = policy;
  }

  @Override
  public CompletionStage<Verdict> ask(ClientRequest request, Occasion occasion, Loop loop) {
    try {
      NetworkRequest shown = shown(request, occasion);
      return policy
          .decide(shown)
          .handle(
              (decision, error) -> {
                if (error != null) {
                  return failed(error);
                }
                try {
                  return verdict(decision, shown, request, loop);
                } catch (RuntimeException e) {
                  return failed(e);
                }
              });
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(failed(e));
    }
  }

  @Override
  public boolean admits(String host, InetAddress address) {
    try {
      return policy.admits(host, address);
    } catch (RuntimeException e) {
      failed(e);
      return false;
    }
  }

  private static Verdict verdict(
      @Nullable NetworkDecision decision, NetworkRequest shown, ClientRequest request, Loop loop) {
    return switch (decision) {
      case null -> throw new NullPointerException("the network policy has decided nothing");
      case NetworkDecision.Allow() -> new Verdict.Pass(request);
      case NetworkDecision.Deny(String reason) -> refused(reason);
      case NetworkDecision.Alter(NetworkRequest altered) ->
          new Verdict.Pass(altered == shown ? request : altered(request, shown, altered));
      case NetworkDecision.Answer(NetworkResponse response) ->
          new Verdict.Answer(
              new ClientResponse(
                  response.status(),
                  response.statusText(),
                  response.fields(),
                  response.body(loop),
                  PROTOCOL));
    };
  }

  private static Verdict refused(String reason) {
    return new Verdict.Refuse(BridgeException.plain(ACCESS_DENIED, reason));
  }

  /** A script is not to see into the host. */
  private static Verdict failed(Throwable error) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
    return refused("the network policy has failed");
  }

  private static NetworkRequest shown(ClientRequest request, Occasion occasion) {
    Origin origin = request.origin();
    boolean isWebSocket = occasion.purpose() == Purpose.WEB_SOCKET;
    String scheme = (isWebSocket ? "ws" : "http") + (origin.isSecure() ? "s" : "");
    String text = scheme + "://" + hostAndPort(origin.host(), origin.port()) + request.target();
    UrlRecord url = UrlRecord.parse(text, null);
    if (url == null) {
      throw new IllegalStateException("a request to what is no URL: " + text);
    }
    Proxy proxy = origin.proxy();
    return new NetworkRequest(
        kind(occasion.purpose()),
        occasion.redirects(),
        url,
        request.method(),
        request.fields(),
        proxy == null ? null : hostAndPort(proxy.host(), proxy.port()),
        origin.socket() == null ? null : origin.socket().toString(),
        NetworkRequest.Body.of(request.body()));
  }

  private static NetworkRequest.Kind kind(Purpose purpose) {
    return switch (purpose) {
      case FETCH -> NetworkRequest.Kind.FETCH;
      case EVENT_SOURCE -> NetworkRequest.Kind.EVENT_SOURCE;
      case WEB_SOCKET -> NetworkRequest.Kind.WEB_SOCKET;
      case PRECONNECT -> NetworkRequest.Kind.PRECONNECT;
      case S3 -> NetworkRequest.Kind.S3;
    };
  }

  private static String hostAndPort(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** What the policy has changed of a request; the rest stays as it was. */
  private static ClientRequest altered(
      ClientRequest request, NetworkRequest shown, NetworkRequest altered) {
    boolean moves = altered.record() != shown.record();
    return new ClientRequest(
        moves ? origin(request.origin(), altered) : request.origin(),
        altered.method(),
        moves ? altered.path() + altered.query() : request.target(),
        moves ? altered.record().host() : request.authority(),
        altered.fields(),
        altered.body(),
        request.timeouts());
  }

  /** The same certificates and proxy on the way to another server. */
  private static Origin origin(Origin before, NetworkRequest altered) {
    TlsOptions tls = before.tls() == null ? TlsOptions.DEFAULTS : before.tls();
    return new Origin(
        NetworkRequest.isSecure(altered.record()) ? tls : null,
        altered.host(),
        altered.port(),
        before.proxy(),
        before.socket(),
        before.protocol());
  }
}
