package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong before, amid and after a response. */
final class ErrorsTest {
  private static final String HANDLERS =
      """
      globalThis.turn = () => new Promise((resolve) => setTimeout(resolve, 1));
      const used = new Response('x');
      await_used = used.text();
      globalThis.handlers = {
        throw() { throw new RangeError('thrown'); },
        'throw-text'() { throw 'text'; },
        async reject() { await turn(); throw new RangeError('rejected'); },
        used: () => used,
        number: () => 7,
        null: () => null,
        network: () => Response.error(),
        switching: () => new Response(null, { status: 101 }),
        missing: () => new Response(Bun.file('/no/such/file')),
        'missing-stream': () => new Response(Bun.file('/no/such/file').stream()),
        directory: () => new Response(Bun.file('/')),
        stream: () => new Response(new ReadableStream({ start(c) { c.error(new RangeError('stream')); } })),
        'late-stream': () => new Response(new ReadableStream({ async pull() { await turn(); throw new RangeError('late'); } })),
        chunk: () => new Response(new ReadableStream({ start(c) { c.enqueue(7); } })),
        direct: () => new Response(new ReadableStream({ type: 'direct', pull() { throw new RangeError('direct'); } })),
        'late-direct': () => new Response(new ReadableStream({ type: 'direct',
          async pull() { await turn(); throw new RangeError('late direct'); } })),
        generator: () => new Response(async function* () { throw new RangeError('generator'); }),
        locked() { const r = new Response('x'); r.body.getReader(); return r; },
        amid: () => new Response(new ReadableStream({
          async start(c) { c.enqueue('begun'); await turn(); c.error(new RangeError('amid')); } })),
        'amid-direct': () => new Response(new ReadableStream({ type: 'direct',
          async pull(c) { c.write('begun'); await turn(); throw new RangeError('amid'); } })),
        'amid-generator': () => new Response(async function* () { yield 'begun'; await turn(); throw new RangeError('amid'); }),
        'too-short': () => new Response(new ReadableStream({
          async start(c) { c.enqueue('begun'); await turn(); c.close(); } }), { headers: { 'content-length': '9' } }),
        'throwing-then': () => ({ get then() { throw new RangeError('then'); } }),
        'no-then': () => ({ then: 'no function' }),
        nothing() {},
        'promised-nothing': async () => {},
        thenable: () => ({ then(resolve) { resolve(new Response('then')); } }),
        'late-thenable': async () => ({ then(resolve) { setTimeout(() => resolve(new Response('then')), 1); } }),
        subclass: () => new (class extends Promise {})((resolve) => resolve(new Response('then'))),
        fine: () => new Response('fine'),
      };
      """
          .replace("await_used = ", "");

  private static final String FETCH =
      "fetch(request) { return handlers[new URL(request.url).pathname.slice(1)](request); }";

  private static Served served;
  private static Served plain;

  @BeforeAll
  static void serve() {
    served =
        Served.of(
            HANDLERS,
            FETCH
                + ", error(e) { return new Response(`${e?.name}|${e?.code}|${e?.message ?? e}`,"
                + " { status: 503 }); }");
    plain = Served.of(HANDLERS, FETCH);
  }

  @AfterAll
  static void stop() {
    served.close();
    plain.close();
  }

  @ParameterizedTest
  @CsvSource({
    "throw, RangeError|undefined|thrown",
    "throw-text, undefined|undefined|text",
    "reject, RangeError|undefined|rejected",
    "used, TypeError|ERR_BODY_ALREADY_USED",
    "number, TypeError|ERR_INVALID_RETURN_VALUE",
    "null, TypeError|ERR_INVALID_RETURN_VALUE",
    "throwing-then, RangeError|undefined|then",
    "no-then, TypeError|ERR_INVALID_RETURN_VALUE",
    "network, TypeError|ERR_INVALID_ARG_VALUE",
    "switching, TypeError|ERR_INVALID_ARG_VALUE",
    "missing, Error|ENOENT",
    "missing-stream, Error|ENOENT",
    "directory, Error|EISDIR",
    "stream, RangeError|undefined|stream",
    "late-stream, RangeError|undefined|late",
    "chunk, TypeError|ERR_INVALID_ARG_TYPE",
    "direct, RangeError|undefined|direct",
    "late-direct, RangeError|undefined|late direct",
    "generator, RangeError|undefined|generator",
    "locked, TypeError|ERR_BODY_ALREADY_USED",
  })
  void anErrorBeforeTheFirstByteReachesTheErrorHandler(String name, String told)
      throws IOException {
    try (RawClient client = served.connect()) {
      RawClient.Response response = client.get("/" + name).response();
      assertEquals(503, response.status());
      assertTrue(response.text().startsWith(told), response.text());
      assertEquals("fine", client.get("/fine").response().text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"throw", "reject", "number", "missing", "late-stream", "generator"})
  void withoutAnErrorHandlerItIsAPageThatTellsNothing(String name) throws IOException {
    RawClient.Response response = plain.get("/" + name);
    assertEquals(500, response.status());
    assertEquals("Internal Server Error", response.text());
    assertEquals(List.of(), plain.uncaught());
  }

  @ParameterizedTest
  @ValueSource(strings = {"amid", "amid-direct", "amid-generator", "too-short"})
  void anErrorAfterTheFirstByteCutsTheConnection(String name) throws IOException {
    RawClient.Response response = served.get("/" + name);
    assertEquals(200, response.status());
    assertEquals("begun", response.text());
    assertFalse(response.isComplete());
  }

  @Test
  void aHandlerThatReturnsNothingAnswersNoContent() throws IOException {
    assertEquals(204, served.get("/nothing").status());
    assertEquals(204, served.get("/promised-nothing").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"thenable", "late-thenable", "subclass"})
  void whatCanBeAwaitedIsAwaited(String name) throws IOException {
    assertEquals("then", served.get("/" + name).text());
  }

  @Test
  void anErrorHandlerThatFailsLeavesItToUs() throws IOException {
    for (String handler :
        List.of(
            "error() { throw new Error('again'); }",
            "async error() { throw new Error('again'); }",
            "error() { return 7; }",
            "error() { const r = new Response('x'); r.body.getReader(); return r; }",
            "error() { return new Response(async function* () { throw new Error('again'); }); }")) {
      try (Served failing = Served.of("fetch() { throw new Error('once'); }, " + handler)) {
        RawClient.Response response = failing.get("/");
        assertEquals(500, response.status(), handler);
        assertEquals("Internal Server Error", response.text(), handler);
      }
    }
  }

  @Test
  void anErrorHandlerMayAnswerLater() throws IOException {
    try (Served late =
        Served.of(
            "fetch() { throw new Error('once'); },"
                + " async error(e) { await 1; return new Response(e.message, { status: 400 }); }")) {
      RawClient.Response response = late.get("/");
      assertEquals(400, response.status());
      assertEquals("once", response.text());
    }
  }

  @Test
  void inDevelopmentABrowserSeesThePlaceAndTheStack() throws IOException {
    try (Served development =
        Served.of("fetch() { throw new TypeError('<b>'); }, development: true")) {
      RawClient.Response page =
          development.request("GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html,*/*\r\n\r\n");
      assertEquals(500, page.status());
      assertEquals("text/html;charset=utf-8", page.field("content-type"));
      assertTrue(page.text().contains("<h1>TypeError: &lt;b&gt;</h1>"), page.text());
      assertTrue(page.text().contains(".fetch (server.js:"), page.text());
      assertFalse(page.text().contains("<b>"), page.text());
      RawClient.Response text = development.get("/");
      assertEquals("text/plain;charset=utf-8", text.field("content-type"));
      assertTrue(text.text().contains(".fetch (server.js:"), text.text());
    }
  }
}
