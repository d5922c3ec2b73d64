package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.get;
import static dev.sluice.bridge.http.client.ClientFixture.plain;
import static dev.sluice.bridge.http.client.ClientFixture.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.ClientFixture.Reply;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import dev.sluice.bridge.http.client.RequestGate.Verdict;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link RequestGate} may do with a request, at once or later. */
class RequestGateTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  /** A port that nobody listens on: whoever is asked there has not heeded the gate. */
  private static final Origin NOWHERE = plain(1);

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /** What the gate answers, on another thread if {@link #isLate}. */
  private Function<ClientRequest, Verdict> decision = Verdict.Pass::new;

  private boolean isLate;
  private final CompletableFuture<Verdict> pending = new CompletableFuture<>();
  private final ClientFixture fixture = new ClientFixture(this::ask);

  private CompletableFuture<Verdict> ask(ClientRequest request, Occasion occasion, Loop loop) {
    asked.add(occasion.purpose() + " " + request.method() + " " + request.target());
    if (isLate) {
      return CompletableFuture.supplyAsync(
          () -> decision.apply(request),
          CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS));
    }
    return CompletableFuture.completedFuture(decision.apply(request));
  }

  @AfterEach
  void nothingIsHeldAtTheEnd() throws Exception {
    fixture.closeWithNothingHeld();
  }

  private static RawServer hello() throws Exception {
    return new RawServer(
        peer -> {
          for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            peer.send(HELLO);
          }
        });
  }

  private static ClientResponse response(int status, String body) {
    BytesStore store = BytesStore.of(body.getBytes(UTF_8));
    return new ClientResponse(
        status,
        "",
        HeaderFields.of("X-From", "gate"),
        store.source(0, body.length(), new SteppedLoop()),
        "HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRequestThatPassesIsSent(boolean late) throws Exception {
    isLate = late;
    try (RawServer server = hello()) {
      assertEquals("hello", fixture.get(server).text());
      assertEquals(List.of("FETCH GET /"), asked);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRequestThatIsRefusedFailsWithTheReason(boolean late) throws Exception {
    isLate = late;
    decision = _ -> new Verdict.Refuse(BridgeException.plain("ERR_ACCESS_DENIED", "because"));
    BridgeException error = fixture.fetch(get(NOWHERE, "/")).error();
    assertEquals("ERR_ACCESS_DENIED because", error.code() + " " + error.message());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anotherRequestMayGoInItsPlace(boolean late) throws Exception {
    isLate = late;
    try (RawServer server =
        new RawServer(
            peer -> {
              String head = peer.head();
              String body = peer.text(2);
              peer.send(
                  "HTTP/1.1 200 OK\r\nContent-Length: "
                      + (head.length() + 2)
                      + "\r\n\r\n"
                      + head
                      + body);
            })) {
      decision =
          request ->
              new Verdict.Pass(
                  new ClientRequest(
                      plain(server.port()),
                      "PUT",
                      "/b",
                      "elsewhere",
                      HeaderFields.of("X-A", "1"),
                      request.body(),
                      request.timeouts()));
      RequestBody body = RequestBody.Stored.of(BytesStore.of("hi"), 0, 2);
      assertEquals(
          "PUT /b HTTP/1.1\r\nHost: elsewhere\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nhi",
          fixture.fetch(request(NOWHERE, "POST", "/a", body, Timeouts.NONE)).text());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theGateMayAnswer(boolean late) throws Exception {
    isLate = late;
    decision = _ -> new Verdict.Answer(response(203, "mine"));
    Sent sent = fixture.send(get(NOWHERE, "/"), true);
    Reply reply = sent.await();
    assertEquals(203, reply.response().status());
    assertEquals("gate", reply.response().fields().get("x-from"));
    assertEquals("mine", reply.text());
    assertTrue(sent.over.get(20, TimeUnit.SECONDS));
  }

  @Test
  void anAnswerToHeadHasNoBody() throws Exception {
    decision = _ -> new Verdict.Answer(response(200, "mine"));
    Sent sent = fixture.send(request(NOWHERE, "HEAD", "/", null, Timeouts.NONE), true);
    assertNull(sent.await().response().body());
    assertTrue(sent.over.get(20, TimeUnit.SECONDS));
  }

  /** Never gives anything; notes that it is not wanted. */
  private static final class Silent implements Source {
    volatile boolean isCancelled;

    @Override
    public StreamResult pull(Consumer<StreamResult> receiver) {
      return StreamResult.Pending.PENDING;
    }

    @Override
    public void cancel() {
      isCancelled = true;
    }
  }

  @Test
  void theBodyOfARequestThatIsNotSentIsCancelled() throws Exception {
    for (Verdict verdict :
        List.of(
            new Verdict.Answer(response(200, "mine")),
            new Verdict.Refuse(BridgeException.plain("ERR_ACCESS_DENIED", "because")))) {
      Silent body = new Silent();
      decision = _ -> verdict;
      fixture.fetch(request(NOWHERE, "POST", "/", new RequestBody.Streamed(body), Timeouts.NONE));
      assertTrue(body.isCancelled);
    }
  }

  @Test
  void anAbortFailsTheBodyOfAnAnswer() throws Exception {
    Silent body = new Silent();
    decision =
        _ -> new Verdict.Answer(new ClientResponse(200, "", new HeaderFields(), body, "HTTP/1.1"));
    Sent sent = fixture.send(get(NOWHERE, "/"), true);
    sent.response.get(20, TimeUnit.SECONDS);
    fixture.loop.run(() -> sent.abort("enough"));
    assertEquals("enough", sent.await().error().reason());
    assertTrue(body.isCancelled);
    assertTrue(sent.over.get(20, TimeUnit.SECONDS));
  }

  @Test
  void anAbortWhileItAsksEndsIt() throws Exception {
    try (ClientFixture slow = new ClientFixture((_, _, _) -> pending)) {
      Silent upload = new Silent();
      Sent sent =
          slow.send(
              request(NOWHERE, "POST", "/", new RequestBody.Streamed(upload), Timeouts.NONE), true);
      assertEquals(1, slow.counting.references());
      slow.loop.run(() -> sent.abort("enough"));
      assertTrue(sent.over.get(20, TimeUnit.SECONDS));
      assertEquals(0, slow.counting.references());
      assertTrue(upload.isCancelled);
      Silent late = new Silent();
      pending.complete(
          new Verdict.Answer(new ClientResponse(200, "", new HeaderFields(), late, "HTTP/1.1")));
      slow.settle();
      assertTrue(late.isCancelled);
      assertFalse(sent.response.isDone());
      assertEquals(0, slow.counting.references());
    }
  }

  @Test
  void theWholeTimeIncludesTheAsking() throws Exception {
    try (ClientFixture slow = new ClientFixture((_, _, _) -> pending)) {
      Timeouts brief = new Timeouts(0, 0, 0, 20);
      assertEquals("ETIMEDOUT", slow.fetch(request(NOWHERE, "GET", "/", null, brief)).code());
      assertEquals(0, slow.counting.references());
    }
  }

  /** What the compiler forbids a gate, and other compilers do not. */
  @SuppressWarnings("NullAway")
  private static CompletableFuture<Verdict> nothing() {
    return CompletableFuture.completedFuture(null);
  }

  @Test
  void aGateThatFailsRefuses() throws Exception {
    for (RequestGate broken :
        List.<RequestGate>of(
            (_, _, _) -> {
              throw new IllegalStateException("secret");
            },
            (_, _, _) -> CompletableFuture.failedFuture(new IllegalStateException("secret")),
            (_, _, _) -> nothing())) {
      try (ClientFixture refusing = new ClientFixture(broken)) {
        BridgeException error = refusing.fetch(get(NOWHERE, "/")).error();
        assertEquals("ERR_ACCESS_DENIED", error.code());
        assertFalse(error.message().contains("secret"));
      }
    }
  }

  @Test
  void aConnectionForLaterIsAskedAboutToo() throws Exception {
    AtomicInteger heads = new AtomicInteger();
    try (RawServer server =
        new RawServer(
            peer -> {
              while (!peer.head().isEmpty()) {
                heads.incrementAndGet();
                peer.send(HELLO);
              }
            })) {
      decision = _ -> new Verdict.Refuse(BridgeException.plain("ERR_ACCESS_DENIED", "because"));
      fixture.loop.run(() -> fixture.client.preconnect(plain(server.port())));
      fixture.settle();
      assertEquals(List.of("PRECONNECT GET /"), asked);
      fixture.loop.run(() -> fixture.client.lookUp(plain(server.port())));
      assertEquals(List.of("PRECONNECT GET /", "PRECONNECT GET /"), asked);
      assertEquals(0, server.connections());
      decision = Verdict.Pass::new;
      assertEquals("hello", fixture.get(server).text());
      assertEquals(1, heads.get());
    }
  }

  @Test
  void othersMayAskToo() throws Exception {
    CompletableFuture<Verdict> heard = new CompletableFuture<>();
    isLate = true;
    ClientRequest request = get(NOWHERE, "/chat");
    fixture.loop.run(
        () -> fixture.client.ask(request, Occasion.of(Purpose.WEB_SOCKET), heard::complete));
    assertEquals(new Verdict.Pass(request), heard.get(20, TimeUnit.SECONDS));
    assertEquals(List.of("WEB_SOCKET GET /chat"), asked);
  }

  /** Lets all requests pass, and connects to one address alone. */
  private record Choosy(String liked, List<String> seen) implements RequestGate {
    @Override
    public CompletableFuture<Verdict> ask(ClientRequest request, Occasion occasion, Loop loop) {
      return CompletableFuture.completedFuture(new Verdict.Pass(request));
    }

    @Override
    public boolean admits(String host, InetAddress address) {
      seen.add(host + " " + address.getHostAddress());
      return address.getHostAddress().equals(liked);
    }
  }

  @Test
  void eachAddressIsAskedAboutBeforeItIsConnectedTo() throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    try (RawServer server = hello();
        ClientFixture choosy = new ClientFixture(new Choosy("127.0.0.1", seen))) {
      assertEquals("hello", choosy.get(server).text());
      assertEquals(List.of("127.0.0.1 127.0.0.1"), seen);
    }
    try (RawServer server = hello();
        ClientFixture choosy = new ClientFixture(new Choosy("none", seen))) {
      assertEquals("ERR_ACCESS_DENIED", choosy.fetch(get(plain(server.port()), "/")).code());
      assertEquals(0, server.connections());
      assertEquals(0, choosy.counting.references());
    }
  }
}
