package dev.sluice.bridge.http.server.route;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which route a request gets. */
class RouteTableTest {
  private final RouteTable.Builder builder = new RouteTable.Builder();
  private final List<String> names = new ArrayList<>();
  private @Nullable RouteTable table;
  private @Nullable RouteMatch match;

  private RouteTableTest on(String pattern) {
    return on(null, pattern);
  }

  private RouteTableTest on(@Nullable String method, String pattern) {
    names.add(method == null ? pattern : method + " " + pattern);
    builder.add(method, pattern, new Route.Script(names.size() - 1));
    return this;
  }

  /** The pattern of the route that a request gets, with its parameters. */
  private @Nullable String find(String method, String target) {
    RouteTable of = table == null ? builder.build() : table;
    table = of;
    RouteMatch at = match == null ? of.newMatch() : match;
    match = at;
    Route route = of.find(method, target, at);
    if (!(route instanceof Route.Script(int id))) {
      return null;
    }
    String[] parameters = at.parameters();
    if (parameters == null) {
      return "400";
    }
    return names.get(id) + (parameters.length == 0 ? "" : " " + String.join(",", parameters));
  }

  private @Nullable String get(String target) {
    return find("GET", target);
  }

  @Test
  void aWholePathGoesBeforeAParameterAndThatBeforeAWildcard() {
    on("/*").on("/users/*").on("/users/:id").on("/users/me");
    assertEquals("/users/me", get("/users/me"));
    assertEquals("/users/:id 7", get("/users/7"));
    assertEquals("/users/*", get("/users/7/posts"));
    assertEquals("/*", get("/else"));
  }

  @Test
  void theOrderInWhichRoutesAreAddedDoesNotMatter() {
    on("/users/me").on("/users/:id").on("/users/*").on("/*");
    assertEquals("/users/me", get("/users/me"));
    assertEquals("/users/:id 7", get("/users/7"));
    assertEquals("/users/*", get("/users/"));
    assertEquals("/*", get("/"));
  }

  @Test
  void aWayThatLeadsToNothingIsGoneBack() {
    on("/a/:b/c").on("/a/*").on("/:x/y/z").on("/a/b/:d/e");
    assertEquals("/a/:b/c 1", get("/a/1/c"));
    assertEquals("/a/*", get("/a/1/d"));
    assertEquals("/a/b/:d/e 2", get("/a/b/2/e"));
    assertEquals("/a/:b/c b", get("/a/b/c"));
    assertEquals("/:x/y/z q", get("/q/y/z"));
    assertNull(get("/q/y/n"));
  }

  @Test
  void parametersOfAWayThatWasGoneBackAreForgotten() {
    on("/:a/:b/x").on("/:c/*");
    assertEquals("/:c/* 1", get("/1/2/3"));
    assertEquals("/:a/:b/x 1,2", get("/1/2/x"));
  }

  @Test
  void theQueryDoesNotCount() {
    on("/a").on("/b/:c").on("/d/*");
    assertEquals("/a", get("/a?x=/y"));
    assertEquals("/b/:c 1", get("/b/1?/2"));
    assertEquals("/d/*", get("/d/?"));
    assertNull(get("/b/?1"));
  }

  @Test
  void aTargetThatNamesAHostIsFoundByItsPath() {
    on("/a").on("/b/:c");
    assertEquals("/a", get("http://host:80/a?q"));
    assertEquals("/b/:c x", get("https://host/b/x"));
    assertEquals("/a", get("HTTP://host/x/../a"));
    assertNull(get("http://host?/a"));
    assertNull(get("ftp://host/a"));
    assertNull(get("*"));
    assertNull(get("host:443"));
    assertNull(get(""));
  }

  @Test
  void aTargetThatNamesAHostAndNoPathIsForTheRoot() {
    on("/");
    assertEquals("/", get("http://host"));
    assertEquals("/", get("http://host?/a"));
    assertNull(get("*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/../.env",
        "/public/./x/../../.env?/public/",
        "/public/%2e%2E/.env",
        "/public/.%2e/.env",
        "/public\\..\\.env",
        "/./.env",
        "/../.env",
        "http://host/public/../.env",
      })
  void theRouteIsThatOfThePathWhichTheUrlShows(String target) {
    on("/public/*").on("/.env").on("/*");
    assertEquals("/.env", get(target));
  }

  @Test
  void whatOnlyLooksLikeADotSegmentIsNone() {
    on("/p/:a");
    assertEquals("/p/:a .well-known", get("/p/.well-known"));
    assertEquals("/p/:a ...", get("/p/..."));
    assertEquals("/p/:a ../x", get("/p/..%2fx"));
    assertEquals("/p/:a %2e%2e", get("/p/%252e%252e"));
  }

  @Test
  void slashesAtTheEndAndTwiceCount() {
    on("/t").on("/s/").on("/f/*").on("/p/:x");
    assertNull(get("/t/"));
    assertNull(get("/s"));
    assertEquals("/s/", get("/s/"));
    assertNull(get("//t"));
    assertNull(get("/f"));
    assertEquals("/f/*", get("/f/"));
    assertEquals("/f/*", get("/f//"));
    assertNull(get("/p/"));
    assertNull(get("/p/1/"));
  }

  @Test
  void anEmptyTableFindsNothing() {
    assertNull(RouteTable.EMPTY.find("GET", "/", RouteTable.EMPTY.newMatch()));
  }

  @Test
  void routesAreFoundByMethod() {
    on("GET", "/m").on("POST", "/m").on("PURGE", "/m").on("GET", "/n").on("/n");
    assertEquals("GET /m", get("/m"));
    assertEquals("POST /m", find("POST", "/m"));
    assertEquals("PURGE /m", find("PURGE", "/m"));
    assertNull(find("PUT", "/m"));
    assertNull(find("get", "/m"));
    assertEquals("/n", find("PUT", "/n"));
  }

  @Test
  void headUsesGetUnlessItHasARouteOfItsOwn() {
    on("GET", "/a").on("/a").on("GET", "/b").on("HEAD", "/b").on("POST", "/c").on("/d");
    assertEquals("GET /a", find("HEAD", "/a"));
    assertEquals("HEAD /b", find("HEAD", "/b"));
    assertNull(find("HEAD", "/c"));
    assertEquals("/d", find("HEAD", "/d"));
  }

  @Test
  void aMethodThatAPathDoesNotKnowFallsToALessSpecialRoute() {
    on("GET", "/m/x").on("PUT", "/m/:x").on("POST", "/m/*");
    assertEquals("GET /m/x", get("/m/x"));
    assertEquals("PUT /m/:x x", find("PUT", "/m/x"));
    assertEquals("POST /m/*", find("POST", "/m/x"));
    assertNull(find("DELETE", "/m/x"));
  }

  @Test
  void parametersAreDecoded() {
    on("/u/:a/:b");
    assertEquals("/u/:a/:b a b/c,ü€😀", get("/u/a%20b%2Fc/%C3%BC%e2%82%ac%F0%9F%98%80"));
    assertEquals("/u/:a/:b a+b,%", get("/u/a+b/%25"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "a%2", "%ff", "%C3", "%ED%A0%80", "%C0%AF"})
  void aParameterThatIsNoPercentEncodedUtf8IsRefused(String value) {
    on("/u/:a").on("/v/:a/:b");
    assertEquals("400", get("/u/" + value));
    assertEquals("400", get("/v/" + value + "/41"));
  }

  @Test
  void pathsAreComparedAsTheyAre() {
    on("/p%41").on("/A");
    assertEquals("/p%41", get("/p%41"));
    assertNull(get("/pA"));
    assertNull(get("/a"));
    assertNull(get("/%41"));
  }

  @Test
  void whatAUrlCannotHoldMayBeWrittenAsItIs() {
    on("/café au lait").on("/caf%C3%A9/:ü");
    assertEquals("/café au lait", get("/caf%C3%A9%20au%20lait"));
    assertEquals("/caf%C3%A9/:ü 1", get("/caf%C3%A9/1"));
  }

  @Test
  void aParameterIsAWholeSegment() {
    assertEquals(
        List.of("x-:y"), builder.add(null, "/c/:x-:y", new Route.Script(0)).parameterNames());
    on("/d/x:y");
    assertEquals("/d/x:y", get("/d/x:y"));
    assertNull(get("/d/xz"));
  }

  @Test
  void manyPathsAreAllFoundAndNoOthers() {
    for (int i = 0; i < 1000; i++) {
      on("/path/" + i).on("/p" + i + "/:x");
    }
    for (int i = 0; i < 1000; i++) {
      assertEquals("/path/" + i, get("/path/" + i + "?" + i));
      assertEquals("/p" + i + "/:x v", get("/p" + i + "/v"));
    }
    assertNull(get("/path/1000"));
    assertNull(get("/path/"));
    assertNull(get("/p1000/v"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x          | begins with '/'
          ''         | begins with '/'
          *          | begins with '/'
          /x?y       | neither '?' nor '#'
          /x#y       | neither '?' nor '#'
          /x/:       | needs a name
          /:a/b/:a   | 'a' is there twice
          /a/*/b     | only be the last
          """)
  void aPatternThatIsWrongIsRefused(String pattern, String why) {
    BridgeException e = assertThrows(BridgeException.class, () -> on(pattern));
    assertEquals("ERR_INVALID_ARG_VALUE", e.code());
    assertTrue(e.isTypeError());
    assertTrue(e.message().contains(why) && e.message().contains("'" + pattern + "'"), e.message());
  }

  @Test
  void routesForTheSameRequestsAreRefused() {
    on("/a").on("GET", "/a").on("/u/:x").on("GET", "/u/:y").on("/w/*");
    assertThrows(BridgeException.class, () -> on("/a"));
    assertThrows(BridgeException.class, () -> on("GET", "/a"));
    assertThrows(BridgeException.class, () -> on("/u/:z"));
    assertThrows(BridgeException.class, () -> on("/w/*"));
  }

  @Test
  void namesOfParametersBelongToTheirRoute() {
    assertEquals(
        List.of("id", "post"),
        builder.add(null, "/u/:id/:post/*", new Route.Script(0)).parameterNames());
    builder.add("POST", "/u/:user/:p/*", new Route.Script(1));
    RouteTable both = builder.build();
    RouteMatch at = both.newMatch();
    assertEquals(new Route.Script(1), both.find("POST", "/u/1/2/3", at));
    assertArrayEquals(new String[] {"1", "2"}, at.parameters());
  }

  @Test
  void aPathIsFoundWithoutAllocating() {
    on("/a/b").on("GET", "/c").on("/u/:id").on("/f/*");
    RouteTable of = builder.build();
    RouteMatch at = of.newMatch();
    String[] targets = {"/a/b", "/a/b?q=1", "/c", "/u/1?q", "/f/x/y", "/none"};
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = 0;
    // The first round makes what is made once; the second makes nothing.
    for (int round = 0; round < 2; round++) {
      before = thread.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        of.find("GET", targets[i % targets.length], at);
      }
    }
    assertEquals(0, (thread.getCurrentThreadAllocatedBytes() - before) / 10_000);
  }
}
