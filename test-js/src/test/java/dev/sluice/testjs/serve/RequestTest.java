package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a handler sees of a request. */
final class RequestTest {
  @TempDir static Path folder;
  private static Served served;

  @BeforeAll
  static void serve() {
    served =
        Served.of(
            "globalThis.handler = undefined;",
            "maxRequestBodySize: 1000000, fetch(request, server) { return handler(request, server); }");
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  /** What a handler answers to a request. */
  private static String answer(String handler, String request) throws IOException {
    served.evaluate("handler = " + handler + "; 0");
    return served.request(request).text();
  }

  private static String post(String contentType, String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(contentType, body.length(), body);
  }

  @ParameterizedTest
  @CsvSource({
    "/a?b=c, Example.com:80, http://example.com/a?b=c",
    "/a%20b, h:8080, http://h:8080/a%20b",
    "/, h, http://h/",
    "/x/../y/./z, h, http://h/y/z",
    "/%2e%2e/y, h, http://h/y",
    "//other/x, h, http://h//other/x",
    "/a?b='c'<, h, http://h/a?b=%27c%27%3C",
    "/a\\b, h, http://h/a/b",
    "http://other:81/x, h, http://other:81/x",
    "/x, 127.1:3000, http://127.0.0.1:3000/x",
    "/x, [::1]:3000, http://[::1]:3000/x",
    "/[x], h, http://h/[x]",
  })
  void theUrlIsWhatTheParserWouldMakeOfHostAndTarget(String target, String host, String url)
      throws IOException {
    assertEquals(
        url,
        answer(
            "(r) => new Response(r.url)",
            "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
  }

  @Test
  void methodAndHeadersAreThoseOfTheRequest() throws IOException {
    assertEquals(
        "PURGE|v1, v2|h|null|cookie,host,x-a",
        answer(
            """
            (r) => new Response([r.method, r.headers.get('x-a'), r.headers.get('HOST'), r.headers.get('none'),
              [...r.headers.keys()].join()].join('|'))
            """
                .replace("r.headers.get('none')", "String(r.headers.get('none'))"),
            "PURGE / HTTP/1.1\r\nHost: h\r\nX-A: v1\r\nCookie: c\r\nx-a: v2\r\n\r\n"));
  }

  @Test
  void headersCanBeChangedAndCopied() throws IOException {
    assertEquals(
        "[1, 2] [true] [null] [3] [b, 4] [h] [x-a,x-b] [5,null]",
        answer(
            """
            (r) => {
              const { headers } = r;
              const out = [headers.get('x-a'), headers.has('X-A'), headers.get('x-c')];
              headers.set('x-a', '3');
              headers.append('x-b', '4');
              out.push(headers.get('x-a'), headers.get('x-b'), headers.get('host'));
              headers.delete('host');
              out.push([...headers.keys()]);
              const copy = new Request(r, { headers: { 'x-a': '5' } });
              out.push([copy.headers.get('x-a'), String(copy.headers.get('x-b'))]);
              return new Response(out.map((o) => `[${o}]`).join(' '));
            }
            """,
            "GET / HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-B: b\r\nx-a: 2\r\n\r\n"));
  }

  @Test
  void aRequestIsARequestAndTheServerIsThis() throws IOException {
    served.evaluate(
        """
        handler = function (r, s) {
          return new Response([r instanceof Request, r.constructor === Request, s === server, r.body, r.bodyUsed,
            String(r), r.signal instanceof AbortSignal, r.signal === r.signal, r.headers === r.headers].join());
        }; 0
        """);
    assertEquals("true,true,true,,false,[object Request],true,true,true", served.get("/").text());
  }

  @Test
  void aBodyIsReadInEveryWay() throws IOException {
    String json = "{\"a\":[1,\"\u00c3\u00a9\"]}";
    assertEquals(
        "[1,\"é\"]",
        answer("async (r) => Response.json((await r.json()).a)", post("application/json", json)));
    assertEquals(
        "é",
        answer("async (r) => new Response(await r.text())", post("text/plain", "\u00c3\u00a9")));
    assertEquals(
        "3", answer("async (r) => new Response((await r.bytes()).length)", post("x/y", "abc")));
    assertEquals(
        "3",
        answer(
            "async (r) => new Response((await r.arrayBuffer()).byteLength)", post("x/y", "abc")));
    assertEquals(
        "text/x|3",
        answer(
            "async (r) => { const b = await r.blob(); return new Response(`${b.type}|${b.size}`); }",
            post("text/x", "abc")));
    assertEquals(
        "1 2",
        answer(
            "async (r) => new Response((await r.formData()).get('a'))",
            post("application/x-www-form-urlencoded", "a=1+2")));
    assertEquals(
        "f.txt|file",
        answer(
            "async (r) => { const f = (await r.formData()).get('a'); return new Response(`${f.name}|${await f.text()}`); }",
            post(
                "multipart/form-data; boundary=X",
                "--X\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f.txt\"\r\n\r\nfile\r\n--X--\r\n")));
    assertEquals(
        "abc",
        answer(
            "async (r) => { let all = ''; for await (const c of r.body) all += new TextDecoder().decode(c); return new Response(all); }",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"));
  }

  @Test
  void aBodyThatIsReadWholeGoesTheNativeWay() throws IOException {
    served.ways();
    assertEquals(
        "abc", answer("async (r) => new Response(await r.text())", post("text/plain", "abc")));
    served.evaluate("new Promise((r) => setTimeout(r, 1))");
    assertEquals(List.of("Bytes native", "String static"), served.ways());
  }

  @Test
  void aBodyIsWrittenToAFileByJava() throws IOException {
    Path file = folder.resolve("upload");
    String body = "x".repeat(500_000);
    served.ways();
    assertEquals(
        "500000",
        answer(
            "async (r) => new Response(await Bun.write('" + file + "', r))",
            post("application/octet-stream", body)));
    assertEquals(body, Files.readString(file));
    served.evaluate("new Promise((r) => setTimeout(r, 1))");
    assertEquals(List.of("Bytes native", "String static"), served.ways());
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedAndFailsItsReader() throws IOException {
    served.evaluate(
        """
        globalThis.seen = deferred();
        handler = async (r) => { try { await r.text(); seen.resolve('read'); } catch (e) { seen.resolve(e.name); } return new Response('x'); };
        0
        """);
    RawClient.Response response =
        served.request("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000001\r\n\r\n");
    assertEquals(413, response.status());
    String chunk = "186A0\r\n" + "x".repeat(100_000) + "\r\n";
    try (RawClient client = served.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send(chunk.repeat(10) + "1\r\nx\r\n");
      assertEquals(413, client.response().status());
    }
    assertTrue(!served.evaluate("seen.promise").equals("read"));
  }

  @Test
  void aRequestThatIsKeptStillTellsItsHead() throws IOException {
    served.evaluate("handler = (r) => { globalThis.kept = r; return new Response('x'); }; 0");
    served.request("GET /kept HTTP/1.1\r\nHost: h\r\nX-A: b\r\n\r\n");
    assertEquals(
        "http://h/kept|b|GET|null|false",
        served.evaluate(
            "`${kept.url}|${kept.headers.get('x-a')}|${kept.method}|${server.requestIP(kept)}|${kept.signal.aborted}`"));
  }

  @Test
  void aBodyThatNobodyWantedInTimeIsGone() throws IOException {
    served.evaluate("handler = (r) => { globalThis.kept = r; return new Response('x'); }; 0");
    served.request(post("text/plain", "abc"));
    assertEquals(
        "ERR_BODY_GONE", served.evaluate("kept.text().then(() => 'read', (e) => e.code ?? e)"));
  }

  @Test
  void copiesOfARequestAreAsGood() throws IOException {
    assertEquals(
        "POST http://a/ abc abc true",
        answer(
            """
            async (r) => {
              const clone = r.clone();
              const copy = new Request(r);
              return new Response(`${copy.method} ${copy.url} ${await clone.text()} ${await copy.text()} ${r.bodyUsed}`);
            }
            """,
            post("text/plain", "abc")));
  }

  @Test
  void theClientsAddressIsTold() throws IOException {
    String answered =
        answer("(r, s) => Response.json(s.requestIP(r))", "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    assertTrue(
        answered.matches("\\{\"address\":\"127.0.0.1\",\"family\":\"IPv4\",\"port\":\\d+}"),
        answered);
  }

  @Test
  void aRequestBodyWaitsForItsReader() throws IOException {
    served.evaluate(
        """
        globalThis.go = deferred();
        handler = async (r) => { await go.promise; return new Response((await r.text()).length); };
        0
        """);
    try (RawClient client = served.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n");
      Thread sender = Thread.ofVirtual().start(() -> sendQuietly(client, "x".repeat(900_000)));
      served.evaluate("go.resolve(); 0");
      assertEquals("900000", client.response().text());
      sender.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void sendQuietly(RawClient client, String text) {
    try {
      client.send(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
