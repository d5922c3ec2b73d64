package dev.sluice.runtime.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.runtime.modules.ResolutionException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolverTest {
  @TempDir Path temp;
  private Zoo zoo;

  private final Resolver resolver =
      new Resolver(ModuleLoader.DEFAULT_CONDITIONS, SyntheticModules.NONE);

  @BeforeEach
  void fillZoo() throws IOException {
    zoo =
        Zoo.in(temp)
            .file(
                "package.json",
                "{'name': 'app', 'exports': {'.': './main.js', './lib/*': './src/*.js'}, 'imports':"
                    + " {'#one': './src/one.js', '#deep/*': './src/*.js', '#pkg': 'plain', '#cond':"
                    + " {'browser': './no.js', 'sluice': './src/one.js'}}}")
            .file("main.js", "")
            .file("src/one.js", "")
            .file("src/two.mjs", "")
            .file("src/a b.js", "")
            .file("src/data.json", "{}")
            .file("src/index.js", "")
            .file("src/c.cjs", "")
            .file("src/t.ts", "")
            .file("node_modules/plain/index.js", "")
            .file("node_modules/plain/deep.js", "")
            .file("node_modules/legacy/package.json", "{'main': 'lib/entry'}")
            .file("node_modules/legacy/lib/entry.js", "")
            .file("node_modules/both/package.json", "{'main': 'main.js', 'module': 'esm.js'}")
            .file("node_modules/both/main.js", "")
            .file("node_modules/both/esm.js", "")
            .file("node_modules/@scope/pkg/package.json", "{'exports': './index.js'}")
            .file("node_modules/@scope/pkg/index.js", "")
            .file(
                "node_modules/rich/package.json",
                "{'exports': {'.': {'browser': './b.js', 'require': './r.cjs', 'import': {'bun':"
                    + " './bun.ts', 'default': './i.js'}}, './f/*': './files/*.js',"
                    + " './f/special/*': './special/*.js', './f/secret/*': null, './up':"
                    + " '../up.js', './out/*': './files/*/../x.js', './node_modules':"
                    + " './node_modules/x.js', './list': ['bad', './i.js'], './none': null,"
                    + " './gone': './gone.js', './ts': './bun.ts', './only-bun': {'bun':"
                    + " './bun.ts'}, './dev': {'development': './i.js'}, './*.css': './i.js'}}")
            .file("node_modules/rich/i.js", "")
            .file("node_modules/rich/bun.ts", "")
            .file("node_modules/rich/files/one.js", "")
            .file("node_modules/rich/files/deep/two.js", "")
            .file("node_modules/rich/special/one.js", "")
            .file("node_modules/rich/node_modules/plain/index.js", "")
            .file(
                "node_modules/mixed/package.json",
                "{'exports': {'.': './i.js', 'import': './i.js'}}")
            .file("node_modules/broken/package.json", "{'exports': ")
            .file("node_modules/numbers/package.json", "{'exports': {'0': './i.js'}}")
            .file("node_modules/empty/package.json", "{}");
  }

  private Path resolved(String specifier) throws IOException {
    return resolved(specifier, "src");
  }

  private Path resolved(String specifier, String folder) throws IOException {
    Location location = resolver.resolve(specifier, zoo.at(folder), "asker.js:1:2");
    return zoo.root().relativize(assertInstanceOf(Location.OfFile.class, location).file());
  }

  private ResolutionException failure(String specifier) {
    return assertThrows(ResolutionException.class, () -> resolved(specifier));
  }

  @ParameterizedTest
  @CsvSource({
    "./one.js, src/one.js",
    "../main.js, main.js",
    "./two.mjs, src/two.mjs",
    "./data.json, src/data.json",
    "./a b.js, src/a b.js",
    "./a%20b.js, src/a b.js",
    "./../src/./one.js, src/one.js",
    "plain, node_modules/plain/index.js",
    "plain/deep.js, node_modules/plain/deep.js",
    "legacy, node_modules/legacy/lib/entry.js",
    "both, node_modules/both/esm.js",
    "@scope/pkg, node_modules/@scope/pkg/index.js",
    "rich, node_modules/rich/i.js",
    "rich/f/one, node_modules/rich/files/one.js",
    "rich/f/deep/two, node_modules/rich/files/deep/two.js",
    "rich/f/special/one, node_modules/rich/special/one.js",
    "rich/list, node_modules/rich/i.js",
    "rich/any.css, node_modules/rich/i.js",
    "app, main.js",
    "app/lib/one, src/one.js",
    "#one, src/one.js",
    "#deep/one, src/one.js",
    "#pkg, node_modules/plain/index.js",
    "#cond, src/one.js",
  })
  void resolves(String specifier, String expected) throws IOException {
    assertEquals(Path.of(expected), resolved(specifier));
  }

  @ParameterizedTest
  @CsvSource({
    "./nope.js, MODULE_NOT_FOUND",
    "./one, MODULE_NOT_FOUND",
    "./one.js/, MODULE_NOT_FOUND",
    "., UNSUPPORTED_DIR_IMPORT",
    "./, UNSUPPORTED_DIR_IMPORT",
    "../src, UNSUPPORTED_DIR_IMPORT",
    "./c.cjs, UNKNOWN_FILE_EXTENSION",
    "./t.ts, UNKNOWN_FILE_EXTENSION",
    "./a%2fb.js, INVALID_MODULE_SPECIFIER",
    "'', INVALID_MODULE_SPECIFIER",
    "@scope, INVALID_MODULE_SPECIFIER",
    ".hidden, INVALID_MODULE_SPECIFIER",
    "plain/, INVALID_MODULE_SPECIFIER",
    "absent, PACKAGE_NOT_FOUND",
    "plain/absent.js, MODULE_NOT_FOUND",
    "empty, MODULE_NOT_FOUND",
    "rich/none, PACKAGE_PATH_NOT_EXPORTED",
    "rich/dev, PACKAGE_PATH_NOT_EXPORTED",
    "rich/i.js, PACKAGE_PATH_NOT_EXPORTED",
    "rich/f/secret/x, PACKAGE_PATH_NOT_EXPORTED",
    "@scope/pkg/other, PACKAGE_PATH_NOT_EXPORTED",
    "app/other, PACKAGE_PATH_NOT_EXPORTED",
    "rich/up, INVALID_PACKAGE_TARGET",
    "rich/out/x, INVALID_PACKAGE_TARGET",
    "rich/node_modules, INVALID_PACKAGE_TARGET",
    "rich/f/../one, INVALID_MODULE_SPECIFIER",
    "rich/gone, MODULE_NOT_FOUND",
    "rich/ts, UNKNOWN_FILE_EXTENSION",
    "rich/only-bun, UNKNOWN_FILE_EXTENSION",
    "mixed, INVALID_PACKAGE_CONFIG",
    "broken, INVALID_PACKAGE_CONFIG",
    "numbers, INVALID_PACKAGE_CONFIG",
    "#absent, PACKAGE_IMPORT_NOT_DEFINED",
    "#, INVALID_MODULE_SPECIFIER",
    "#/x, INVALID_MODULE_SPECIFIER",
    "fs, UNKNOWN_BUILTIN_MODULE",
    "fs/promises, UNKNOWN_BUILTIN_MODULE",
    "node:fs, UNKNOWN_BUILTIN_MODULE",
    "bun:sqlite, UNKNOWN_BUILTIN_MODULE",
    "https://example.org/x.js, UNSUPPORTED_ESM_URL_SCHEME",
    "file://host/x.js, INVALID_FILE_URL_HOST",
    "'data:text/plain,x', UNKNOWN_MODULE_FORMAT",
    "data:text/javascript, INVALID_URL",
    "'data:text/javascript;base64,***', INVALID_URL",
  })
  void fails(String specifier, Kind kind) {
    ResolutionException e = failure(specifier);
    assertEquals(kind, e.kind(), e.text());
  }

  @Test
  void aNestedPackageWins() throws IOException {
    assertEquals(
        Path.of("node_modules/rich/node_modules/plain/index.js"),
        resolved("plain", "node_modules/rich/files"));
  }

  @Test
  void aPackageCannotImportTheAppThatUsesIt() {
    assertThrows(ResolutionException.class, () -> resolved("app", "node_modules/plain"));
  }

  @Test
  void fileUrlsAndAbsolutePathsAreTheSameModule() throws IOException {
    Path file = zoo.at("src/one.js");
    Location relative = resolver.resolve("./one.js", zoo.at("src"), "");
    assertEquals(relative, resolver.resolve(file.toString(), zoo.root(), ""));
    assertEquals(relative, resolver.resolve(FileUrl.of(file), zoo.root(), ""));
    assertEquals(relative, resolver.resolve("file://localhost" + file, zoo.root(), ""));
  }

  @Test
  void symbolicLinksLeadToTheRealFile() throws IOException {
    Files.createSymbolicLink(zoo.at("src/link.js"), Path.of("one.js"));
    Files.createSymbolicLink(zoo.at("node_modules/linked"), zoo.at("node_modules/plain"));
    assertEquals(Path.of("src/one.js"), resolved("./link.js"));
    assertEquals(Path.of("node_modules/plain/index.js"), resolved("linked"));
  }

  @Test
  void aQueryMakesAModuleOfItsOwn() throws IOException {
    Location one = resolver.resolve("./one.js?v=1", zoo.at("src"), "");
    Location two = resolver.resolve("./one.js?v=2", zoo.at("src"), "");
    assertTrue(one.url().endsWith("/src/one.js?v=1"), one.url());
    assertTrue(!one.equals(two) && !one.id().equals(two.id()));
  }

  @Test
  void aFileWithAQuestionMarkInItsNameIsNoQuery() throws IOException {
    zoo.file("src/odd?v=1.js", "").file("src/odd", "");
    Location odd = resolver.resolve("./odd%3Fv=1.js", zoo.at("src"), "");
    assertTrue(odd.url().endsWith("/src/odd%3Fv=1.js"), odd.url());
    assertEquals(odd.url(), odd.id());
  }

  @Test
  void failuresSayWhoAskedAndWhatWasTried() {
    String message = failure("./nope.js").text();
    assertEquals(
        "Cannot find module './nope.js' imported from asker.js:1:2 (tried "
            + zoo.at("src/nope.js")
            + ")",
        message);
    assertTrue(
        failure("absent").text().contains(zoo.at("node_modules/absent").toString()),
        failure("absent").text());
  }

  @ParameterizedTest
  @CsvSource({
    "./one, ./one.js",
    "./two, ./two.mjs",
    "./two.js, ./two.mjs",
    "../src, ../src/index.js",
    "./, ./index.js",
    "one.js, ./one.js",
    "one, ./one.js",
    "plain/deep, plain/deep.js",
  })
  void failuresNameTheLikelyFile(String specifier, String hint) {
    String message = failure(specifier).text();
    assertTrue(message.endsWith("Did you mean '" + hint + "'?"), message);
  }

  @Test
  void resolveUrlNeedsNoFile() throws IOException {
    assertEquals(
        FileUrl.of(zoo.at("src/nope.js")) + "?x",
        resolver.resolveUrl("./nope.js?x", zoo.at("src"), ""));
    assertEquals(
        FileUrl.of(zoo.at("node_modules/plain/index.js")),
        resolver.resolveUrl("plain", zoo.at("src"), ""));
    assertThrows(ResolutionException.class, () -> resolver.resolveUrl("absent", zoo.at("src"), ""));
  }

  @Test
  void dataUrlsAreDecodedAsUtf8() throws IOException {
    Location plain = resolver.resolve("data:text/javascript;charset=x,a%20b é %C3%A9#f", null, "");
    assertEquals("a b é é", assertInstanceOf(Location.OfText.class, plain).text());
    Location base64 = resolver.resolve("data:application/json ; base64,e30", null, "");
    assertEquals("{}", assertInstanceOf(Location.OfText.class, base64).text());
    assertEquals(Location.Format.JSON, base64.format());
  }

  @Test
  void whatLiesInNoFolderImportsUrlsOnly() throws IOException {
    ResolutionException e =
        assertThrows(ResolutionException.class, () -> resolver.resolve("plain", null, "data:x"));
    assertEquals(Kind.UNSUPPORTED_RESOLVE_REQUEST, e.kind());
    resolver.resolve(FileUrl.of(zoo.at("main.js")), null, "data:x");
  }
}
