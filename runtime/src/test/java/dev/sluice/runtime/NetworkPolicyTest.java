package dev.sluice.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link JsRuntimeBuilder#network}: what a host may do with what scripts send. */
@Timeout(60)
class NetworkPolicyTest {
  /** Tells what it was asked. */
  private static final String SERVER =
      """
      globalThis.requests = [];
      globalThis.server = Bun.serve({
        port: 0,
        async fetch(request) {
          const { pathname, search } = new URL(request.url);
          requests.push(`${request.method} ${pathname}`);
          if (pathname === '/redirect') return new Response(null, { status: 302, headers: { Location: '/end' } });
          if (pathname === '/events') {
            return new Response('retry: 1\\ndata: one\\n\\n', { headers: { 'Content-Type': 'text/event-stream' } });
          }
          const headers = ['x-a', 'x-b', 'host'].map((name) => `${name}=${request.headers.get(name)}`).join(' ');
          return new Response(`${request.method} ${pathname}${search} ${headers} ${await request.text()}`);
        },
      });
      server.url.href
      """;

  /** What becomes of a fetch, as a text. */
  private static final String OUTCOME =
      """
      globalThis.outcome = (promise) => promise.then(
        async (response) => `${response.status} ${await response.text()}`,
        (error) => `${error.name} ${error.code} ${error.message} / ${error.cause?.name} ${error.cause?.code} ${error.cause?.message}`,
      );
      """;

  /** A name that resolves to nothing. */
  private static final String NOWHERE = "http://nowhere.invalid/";

  @TempDir private Path folder;

  private final List<NetworkRequest> asked = Collections.synchronizedList(new ArrayList<>());
  private Function<NetworkRequest, NetworkDecision> policy = _ -> NetworkDecision.allow();
  private boolean isLate;
  private final JsRuntime js =
      JsRuntime.builder().environment(Map.of()).network(this::decide).build();
  private String url = "";

  private CompletableFuture<NetworkDecision> decide(NetworkRequest request) {
    asked.add(request);
    return isLate
        ? CompletableFuture.supplyAsync(
            () -> policy.apply(request),
            CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS))
        : CompletableFuture.completedFuture(policy.apply(request));
  }

  @BeforeEach
  void start() {
    js.evaluate(OUTCOME).join();
    url = (String) Objects.requireNonNull(js.evaluate(SERVER).join());
  }

  @AfterEach
  void close() {
    js.close();
  }

  private @Nullable Object evaluate(String code) {
    return js.evaluate(code).join();
  }

  private @Nullable Object fetched(String url, String init) {
    return evaluate("outcome(fetch('" + url + "', " + init + "))");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRequestIsSeenAndLetGo(boolean late) {
    isLate = late;
    Object reply =
        fetched(
            url + "a%20b?c=d#e",
            "{ method: 'POST', body: 'hi', headers: { 'X-A': '1', 'x-b': '2' } }");
    int port = asked.getFirst().port();
    assertEquals("200 POST /a%20b?c=d x-a=1 x-b=2 host=localhost:" + port + " hi", reply);
    NetworkRequest seen = asked.getFirst();
    assertEquals(NetworkRequest.Kind.FETCH, seen.kind());
    assertEquals("POST", seen.method());
    assertEquals(url + "a%20b?c=d", seen.url());
    assertEquals("http localhost", seen.scheme() + " " + seen.host());
    assertEquals("/a%20b ?c=d", seen.path() + " " + seen.query());
    assertEquals("1", seen.header("x-a"));
    assertNull(seen.header("x-c"));
    assertTrue(seen.headers().contains(new NetworkHeader("X-A", "1")));
    assertTrue(seen.hasBody());
    assertNull(seen.proxy());
    assertNull(seen.unixSocket());
    assertEquals(0, seen.redirects());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRequestThatIsDeniedIsATypeErrorWithTheReason(boolean late) {
    isLate = late;
    policy = request -> NetworkDecision.deny(request.host() + " is not for you");
    assertEquals(
        "TypeError ERR_ACCESS_DENIED fetch failed: nowhere.invalid is not for you"
            + " / Error ERR_ACCESS_DENIED nowhere.invalid is not for you",
        fetched(NOWHERE, "{}"));
    assertEquals(0, evaluate("requests.length"));
  }

  @Test
  void eachHopOfARedirectIsAskedAbout() {
    policy =
        request ->
            request.path().equals("/end") ? NetworkDecision.deny("no") : NetworkDecision.allow();
    assertTrue(String.valueOf(fetched(url + "redirect", "{}")).contains("ERR_ACCESS_DENIED"));
    assertEquals(List.of(0, 1), asked.stream().map(NetworkRequest::redirects).toList());
    assertEquals(List.of("GET /redirect"), evaluate("requests"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRequestMayBeChanged(boolean late) {
    isLate = late;
    policy =
        request ->
            request.host().equals("nowhere.invalid")
                ? NetworkDecision.alter(
                    request
                        .withUrl(url + "other?x#y")
                        .withMethod("PUT")
                        .withHeader("X-A", "host's")
                        .withoutHeader("x-b"))
                : NetworkDecision.allow();
    assertEquals(
        "200 PUT /other?x x-a=host's x-b=null host=" + url.replaceAll("^http://|/$", "") + " hi",
        fetched(
            NOWHERE + "a", "{ method: 'POST', body: 'hi', headers: { 'x-a': 's', 'X-B': 's' } }"));
    assertEquals(NOWHERE, evaluate("fetch('" + NOWHERE + "').then((r) => r.url)"));
  }

  @Test
  void bodiesInMemoryAreShownAndOfTheOthersWhatIsKnown() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "12345");
    Object name = file.toString().replace("\\", "/");
    record Body(String code, boolean isThere, long length, @Nullable String text) {}
    for (Body body :
        List.of(
            new Body("undefined", false, 0, null),
            new Body("'grüße'", true, 7, "grüße"),
            new Body("''", true, 0, ""),
            new Body("new Uint8Array([97, 98, 99]).subarray(1)", true, 2, "bc"),
            new Body("new Blob(['abc', 'def']).slice(2, 5)", true, 3, "cde"),
            new Body("new Blob(['abc']).stream()", true, 3, "abc"),
            new Body("new URLSearchParams({ a: 'b c' })", true, 5, "a=b+c"),
            new Body("Bun.file('" + name + "')", true, 5, null),
            new Body(
                "new ReadableStream({ pull(c) { c.enqueue('x'); c.close(); } })",
                true,
                -1,
                null))) {
      fetched(url, "{ method: 'POST', duplex: 'half', body: " + body.code + " }");
      NetworkRequest seen = asked.getLast();
      ByteBuffer shown = seen.bodyInMemory();
      assertEquals(body.isThere, seen.hasBody(), body.code);
      assertEquals(body.length, seen.bodyLength(), body.code);
      assertEquals(body.text, shown == null ? null : UTF_8.decode(shown).toString(), body.code);
    }
  }

  /** A model that is asked for something, in a test of the scripts that ask it. */
  @Test
  void anAnswerMayComeOfTheBodyByAStream() {
    policy =
        request -> {
          String asked = UTF_8.decode(Objects.requireNonNull(request.bodyInMemory())).toString();
          assertEquals("application/json", request.header("content-type"));
          return NetworkDecision.answer(
              NetworkResponse.of(200)
                  .withStream(() -> new ByteArrayInputStream(("heard " + asked).getBytes(UTF_8))));
        };
    String json =
        "{ method: 'POST', body: JSON.stringify({ a: 1 }), headers: { 'Content-Type': 'application/json' } }";
    assertEquals("200 heard {\"a\":1}", fetched(NOWHERE, json));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBodyMayBeReplaced(boolean late) {
    isLate = late;
    policy =
        request -> {
          String text = "other than " + request.bodyLength();
          return NetworkDecision.alter(
              request.withBody(text.getBytes(UTF_8)).withHeader("x-a", "1"));
        };
    String end = " x-a=1 x-b=null host=" + url.substring("http://".length(), url.length() - 1);
    assertEquals(
        "200 POST /" + end + " other than 5", fetched(url, "{ method: 'POST', body: 'hello' }"));
    assertEquals("200 PUT /" + end + " other than 0", fetched(url, "{ method: 'PUT' }"));
    assertEquals(
        "200 POST /" + end + " other than -1",
        fetched(
            url,
            "{ method: 'POST', duplex: 'half', body: new ReadableStream({"
                + " pull(c) { globalThis.pulled = true; c.enqueue('x'); },"
                + " cancel() { globalThis.given = 'up'; } }, { highWaterMark: 0 }) }"));
    assertEquals("up", evaluate("given"));
    assertEquals("undefined", evaluate("typeof pulled"));
    policy = request -> NetworkDecision.alter(request.withBody(new byte[1]));
    assertTrue(String.valueOf(fetched(url, "{}")).contains("ERR_ACCESS_DENIED"));
  }

  @Test
  void aRedirectIsRelativeToWhatTheScriptHasAskedFor() {
    policy = request -> NetworkDecision.alter(request.withUrl(url + request.path().substring(1)));
    assertEquals(
        "200 " + NOWHERE + "end",
        evaluate("fetch('" + NOWHERE + "redirect').then((r) => `${r.status} ${r.url}`)"));
    assertEquals(NOWHERE + "end", asked.get(1).url());
  }

  @Test
  void aRequestMayBeAnswered() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "of a file");
    AtomicBoolean isClosed = new AtomicBoolean();
    policy =
        request -> {
          NetworkResponse made =
              NetworkResponse.of(203).withStatusText("Mine").withHeader("X-A", "1");
          return NetworkDecision.answer(
              switch (request.path()) {
                case "/text" -> made.withText("…");
                case "/bytes" -> made.withBytes("bytes".getBytes(UTF_8));
                case "/file" -> made.withFile(file);
                case "/stream" ->
                    made.withStream(
                        () ->
                            new ByteArrayInputStream("stream".repeat(100_000).getBytes(UTF_8)) {
                              @Override
                              public void close() {
                                isClosed.set(true);
                              }
                            });
                case "/missing" -> made.withFile(folder.resolve("missing"));
                case "/moved" ->
                    NetworkResponse.of(302).withHeader("Location", "http://elsewhere.invalid/text");
                default -> made;
              });
        };
    assertEquals("203 …", fetched(NOWHERE + "text", "{ method: 'POST', body: 'x' }"));
    assertEquals("203 bytes", fetched(NOWHERE + "bytes", "{}"));
    assertEquals("203 of a file", fetched(NOWHERE + "file", "{}"));
    assertEquals("203 ", fetched(NOWHERE + "none", "{}"));
    assertEquals(
        600_000,
        evaluate("fetch('" + NOWHERE + "stream').then((r) => r.text()).then((t) => t.length)"));
    assertTrue(isClosed.get());
    assertEquals(
        "ENOENT",
        evaluate("fetch('" + NOWHERE + "missing').then((r) => r.text()).catch((e) => e.code)"));
    assertEquals(
        "Mine 1 http://elsewhere.invalid/text",
        evaluate(
            "fetch('"
                + NOWHERE
                + "moved').then((r) => `${r.statusText} ${r.headers.get('x-a')} ${r.url}`)"));
    assertEquals("203 ", evaluate("outcome(fetch('" + NOWHERE + "text', { method: 'HEAD' }))"));
  }

  @Test
  void anEventSourceIsAskedAboutAtEachConnection() {
    policy =
        request ->
            request.kind() == NetworkRequest.Kind.EVENT_SOURCE && asked.size() > 1
                ? NetworkDecision.deny("enough")
                : NetworkDecision.allow();
    evaluate(
        """
        globalThis.closed = new Promise((resolve) => {
          const source = new EventSource('%sevents');
          let count = 0;
          source.onerror = ({ error }) => {
            if (source.readyState === EventSource.CLOSED) resolve(`${error.code} ${count}`);
          };
          source.onmessage = () => { count++; };
        });
        """
            .formatted(url));
    // A denial is for good: it is not tried a third time.
    assertEquals("ERR_ACCESS_DENIED 1", evaluate("closed"));
    assertEquals(2, asked.size());
  }

  /** Resolves to «open URL» or «code message». */
  private @Nullable Object socketTo(String target) {
    return evaluate(
        """
        new Promise((resolve) => {
          const socket = new WebSocket('%s');
          socket.onerror = ({ error }) => resolve(`${error?.code} ${error?.message}`);
          socket.onopen = () => {
            socket.close();
            resolve(`open ${socket.url}`);
          };
        })
        """
            .formatted(target));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWebSocketIsAskedAboutBeforeAnythingIsLookedUp(boolean late) {
    isLate = late;
    policy = _ -> NetworkDecision.deny("no sockets");
    String reply = String.valueOf(socketTo("ws://nowhere.invalid/chat?a=b"));
    assertTrue(reply.startsWith("ERR_ACCESS_DENIED") && reply.contains("no sockets"), reply);
    assertEquals(NetworkRequest.Kind.WEB_SOCKET, asked.getFirst().kind());
    assertEquals("ws://nowhere.invalid/chat?a=b", asked.getFirst().url());
  }

  @Test
  void aWebSocketMayBeSentElsewhere() {
    String here =
        (String)
            Objects.requireNonNull(
                evaluate(
                    """
                    globalThis.chat = Bun.serve({
                      port: 0,
                      fetch: (request, server) => server.upgrade(request) ? undefined : new Response('no'),
                      websocket: { message() {} },
                    });
                    chat.url.href.replace('http', 'ws')
                    """));
    policy = request -> NetworkDecision.alter(request.withUrl(here));
    assertEquals("open ws://nowhere.invalid/", socketTo("ws://nowhere.invalid/"));
    evaluate("chat.stop(true)");
  }

  @Test
  void aConnectionForLaterIsAskedAbout() {
    evaluate("fetch.preconnect('" + url + "')");
    assertEquals(NetworkRequest.Kind.PRECONNECT, asked.getFirst().kind());
    assertEquals(url, asked.getFirst().url());
  }

  @Test
  void proxiesAndUnixSocketsAreSeen() {
    policy = _ -> NetworkDecision.deny("no");
    fetched(NOWHERE, "{ proxy: 'http://user:secret@proxy.invalid:8080' }");
    fetched(NOWHERE, "{ unix: '/run/some.sock' }");
    assertEquals("proxy.invalid:8080", asked.get(0).proxy());
    assertEquals("/run/some.sock", asked.get(1).unixSocket());
  }

  @Test
  void whatDoesNotLeaveIsNotAskedAbout() {
    assertEquals("200 x", fetched("data:,x", "{}"));
    assertTrue(asked.isEmpty());
  }

  /** What the compiler forbids a policy, and other compilers do not. */
  @SuppressWarnings("NullAway")
  private static CompletableFuture<NetworkDecision> nothing() {
    return CompletableFuture.completedFuture(null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "null", "fails"})
  void aPolicyThatFailsRefusesAndTellsTheScriptNothing(String how) throws Exception {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    try (JsRuntime other =
        JsRuntime.builder()
            .environment(Map.of())
            .network(
                _ -> {
                  Thread.currentThread().setUncaughtExceptionHandler((_, e) -> told.complete(e));
                  return switch (how) {
                    case "throws" -> throw new IllegalStateException("secret");
                    case "null" -> nothing();
                    default -> CompletableFuture.failedFuture(new IllegalStateException("secret"));
                  };
                })
            .build()) {
      other.evaluate(OUTCOME).join();
      String outcome = String.valueOf(other.evaluate("outcome(fetch('" + NOWHERE + "'))").join());
      assertTrue(outcome.startsWith("TypeError ERR_ACCESS_DENIED"), outcome);
      assertFalse(outcome.contains("secret"));
      assertFalse(told.get(20, TimeUnit.SECONDS).toString().isEmpty());
    }
  }

  @Test
  void anAbortWhileThePolicyThinks() {
    CompletableFuture<NetworkDecision> never = new CompletableFuture<>();
    try (JsRuntime other = JsRuntime.builder().environment(Map.of()).network(_ -> never).build()) {
      assertEquals(
          "TimeoutError",
          other
              .evaluate(
                  "fetch('"
                      + NOWHERE
                      + "', { signal: AbortSignal.timeout(5) }).catch((e) => e.name)")
              .join());
      // Nothing is waited for any more.
      other.idle().join();
    }
  }

  @Test
  void mistakesOfTheHostAreToldToTheHost() {
    fetched(url, "{}");
    NetworkRequest request = asked.getFirst();
    for (String bad : List.of("ftp://a/", "/relative", "ws://a/", "http://")) {
      assertThrows(IllegalArgumentException.class, () -> request.withUrl(bad), bad);
    }
    assertThrows(IllegalArgumentException.class, () -> request.withMethod("a b"));
    assertThrows(IllegalArgumentException.class, () -> request.withHeader("a b", "c"));
    assertThrows(IllegalArgumentException.class, () -> request.withHeader("a", "b\r\nc: d"));
    assertThrows(IllegalArgumentException.class, () -> NetworkResponse.of(101));
    assertThrows(
        IllegalArgumentException.class, () -> NetworkResponse.of(200).withHeader("a", "\n"));
    assertEquals("https://b.example/x", request.withUrl("https://u:p@B.example:443/x#y").url());
    assertSame(NetworkDecision.allow(), NetworkDecision.allow());
  }

  @Test
  void everythingMayBeDenied() {
    try (JsRuntime other =
        JsRuntime.builder()
            .environment(Map.of())
            .network(NetworkPolicy.denyAll("offline"))
            .build()) {
      assertEquals(
          "offline",
          other.evaluate("fetch('" + NOWHERE + "').catch((e) => e.cause.message)").join());
    }
  }

  @Test
  void addressesMayBeDeniedWhateverTheirNames() {
    NetworkPolicy noLoopback =
        new NetworkPolicy() {
          @Override
          public CompletableFuture<NetworkDecision> decide(NetworkRequest request) {
            return CompletableFuture.completedFuture(NetworkDecision.allow());
          }

          @Override
          public boolean admits(String host, InetAddress address) {
            if (host.equals("127.0.0.2")) {
              throw new IllegalStateException("a policy that fails does not admit");
            }
            return !address.isLoopbackAddress();
          }
        };
    try (JsRuntime other = JsRuntime.builder().environment(Map.of()).network(noLoopback).build()) {
      other
          .evaluate("Object.assign(globalThis, { code: (u) => fetch(u).catch((e) => e.code) })")
          .join();
      for (String host : List.of("localhost", "127.0.0.1", "[::1]", "127.0.0.2")) {
        assertEquals(
            "ERR_ACCESS_DENIED",
            other.evaluate("code('" + url.replace("localhost", host) + "')").join());
      }
      assertEquals(0, evaluate("requests.length"));
    }
  }
}
