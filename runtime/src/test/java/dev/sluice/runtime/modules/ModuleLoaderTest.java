package dev.sluice.runtime.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.Exported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loader in a bare context. What scripts see in a whole runtime is tested in test-js. */
class ModuleLoaderTest {
  @TempDir Path temp;
  private final List<String> said = new ArrayList<>();
  private Zoo zoo;
  private Context context;
  private ModuleLoader loader;

  @BeforeEach
  void open() throws IOException {
    zoo = Zoo.in(temp);
    loader = new ModuleLoader(zoo.root(), ModuleLoader.DEFAULT_CONDITIONS, new Host());
    context =
        Context.newBuilder("js")
            .allowExperimentalOptions(true)
            .allowHostAccess(HostAccess.newBuilder().allowAccessAnnotatedBy(Exported.class).build())
            .allowIO(IOAccess.newBuilder().fileSystem(loader.fileSystem()).build())
            .option("engine.WarnInterpreterOnly", "false")
            .option(ModuleLoader.RELATIVE_LOOKUP, "true")
            .build();
    loader.attach(context);
    ProxyExecutable say =
        arguments -> {
          said.add(text(arguments[0]));
          return null;
        };
    context.getBindings("js").putMember("say", say);
  }

  @AfterEach
  void close() {
    context.close();
  }

  /** Modules of a host: "host" and "node:things". */
  private final class Host implements SyntheticModules {
    @Override
    public boolean provides(String specifier) {
      return specifier.equals("host") || specifier.equals("node:things");
    }

    @Override
    public List<String> names(String specifier) {
      return specifier.equals("host") ? List.of("one", "no-name") : List.of("default");
    }

    @Override
    public Object exports(String specifier) {
      return context.eval("js", "({ one: 1, 'no-name': 2, default: 'things' })");
    }
  }

  private static String text(Value value) {
    return value.isString() ? value.asString() : value.toString();
  }

  /** What a promise of the loader came to: its error as text, or its namespace's default export. */
  private String outcome(Value promise) {
    String[] result = {"pending"};
    ProxyExecutable fulfilled =
        arguments -> {
          Value value = arguments[0].getMember("default");
          result[0] = value == null ? "no default" : text(value);
          return null;
        };
    Value describe = context.eval("js", "e => `${e instanceof Error} ${e.code} ${e}`");
    ProxyExecutable rejected =
        arguments -> {
          result[0] = describe.execute(arguments[0]).asString();
          return null;
        };
    promise.invokeMember("then", fulfilled, rejected);
    return result[0];
  }

  private String run(String code) {
    return outcome(loader.importMain(code, "[eval]"));
  }

  private String run(Path file) throws IOException {
    return outcome(loader.importMain(file));
  }

  @Test
  void aProgramIsItsFileAndWhatItImports() throws IOException {
    zoo.file("main.js", "import { b } from './lib/b.js'; say(b); export default import.meta.main")
        .file("lib/b.js", "import { c } from '../c.mjs'; export const b = `b${c}`;")
        .file("c.mjs", "say(import.meta.main); export const c = 'c';");
    assertEquals("true", run(zoo.at("main.js")));
    assertEquals(List.of("false", "bc"), said);
  }

  @Test
  void theMainFileNeedsNoExtension() throws IOException {
    zoo.file("tool", "#!/usr/bin/env runtime\nexport default import.meta.filename");
    assertEquals(zoo.at("tool").toString(), run(zoo.at("tool")));
  }

  @Test
  void aMissingMainFileIsAnExceptionOfJava() {
    assertThrows(NoSuchFileException.class, () -> run(zoo.at("nope.js")));
  }

  @Test
  void codeWithoutAFileImportsFromTheWorkingDirectory() {
    zoo.file("a.js", "export default 'a'");
    assertEquals("a", run("import a from './a.js'; export default a"));
    assertEquals("true", run("export default import.meta.main"));
  }

  @Test
  void everyInlineCodeIsAModuleOfItsOwn() {
    assertEquals("1", run("export default 1"));
    assertEquals("2", run("export default 2"));
  }

  @Test
  void classicScriptsImportFromTheWorkingDirectory() {
    zoo.file("a.js", "export default 'a'");
    assertEquals("a", outcome(context.eval("js", "import('./a.js')")));
    Source script =
        Source.newBuilder("js", zoo.at("[print]").toFile())
            .content("import('./nope.js')")
            .buildLiteral();
    String error = outcome(context.eval(script));
    assertTrue(error.contains("Cannot find module './nope.js' imported from"), error);
  }

  @Test
  void aModuleIsEvaluatedOnceHoweverItIsNamed() throws IOException {
    zoo.file("once.js", "say('evaluated'); export default 1");
    Files.createSymbolicLink(zoo.at("link.js"), Path.of("once.js"));
    String url = FileUrl.of(zoo.at("once.js"));
    run(
        "import './once.js'; import './link.js'; import '%s'; await import('%s'); await import('%s')"
            .formatted(zoo.at("once.js"), url, zoo.at("link.js")));
    assertEquals(List.of("evaluated"), said);
  }

  @Test
  void aProgramMayImportItsOwnMainFile() throws IOException {
    zoo.file(
            "main.js",
            "say('main'); import { f } from './b.js'; export function g() { return f() }"
                + " export default g()")
        .file("b.js", "import { g } from './main.js'; export const f = () => typeof g;");
    assertEquals("function", run(zoo.at("main.js")));
    assertEquals(List.of("main"), said);
  }

  @Test
  void queriesMakeInstancesWithTheirOwnUrl() {
    zoo.file("a.js", "export const url = import.meta.url; say(url.slice(-8))");
    run("import './a.js?x=1'; import './a.js?x=2'; await import('./a.js?x=1')");
    assertEquals(List.of("a.js?x=1", "a.js?x=2"), said);
  }

  @Test
  void modulesOfTheHostHaveTheirPropertiesAsExports() {
    assertEquals(
        "1 2 1 things",
        run(
            """
            import host, { one, 'no-name' as noName } from 'host';
            import things from 'node:things';
            export default [one, noName, (await import('host')).default.one, things].join(' ');
            """));
  }

  @Test
  void anUnknownBuiltinModuleSaysWhoAsked() {
    assertEquals(
        "true ERR_UNKNOWN_BUILTIN_MODULE Error: No such built-in module: 'node:fs' imported from "
            + zoo.at("[eval]")
            + ":1:16 (Sluice does not have this module of Node yet)",
        run("import fs from 'node:fs'"));
  }

  @Test
  void errorsOfDynamicImportsAreErrorsOfTheScript() {
    assertEquals(
        "ERR_MODULE_NOT_FOUND true false",
        run(
            """
            let error;
            try { await import('./nope.js') } catch (e) { error = e }
            export default [error.code, error instanceof Error, error.stack.includes('modules.js')].join(' ');
            """));
  }

  @Test
  void aMissingImportOfAnImportHasItsCodeToo() {
    zoo.file("bad.js", "\nimport 'absent';");
    String error = run("await import('./bad.js')");
    assertTrue(
        error.startsWith("true ERR_MODULE_NOT_FOUND Error: Cannot find package 'absent'"), error);
    assertTrue(error.contains(zoo.at("bad.js") + ":2:8"), error);
  }

  @Test
  void aFailedImportCanBeTriedAgain() {
    String error = run("await import('./late.js')");
    assertTrue(error.contains("ERR_MODULE_NOT_FOUND"), error);
    zoo.file("late.js", "export default 'late'");
    assertEquals("late", run("import x from './late.js'; export default x"));
  }

  @Test
  void jsonNeedsItsAttribute() {
    zoo.file("a.json", "{'x': [1]}").file("b.js", "");
    assertEquals("1", run("import a from './a.json' with { type: 'json' }; export default a.x[0]"));
    String missing = run("import a from './a.json'");
    assertTrue(missing.startsWith("true ERR_IMPORT_ATTRIBUTE_MISSING TypeError:"), missing);
    String wrong = run("await import('./b.js', { with: { type: 'json' } })");
    assertTrue(wrong.startsWith("true ERR_IMPORT_ATTRIBUTE_UNSUPPORTED TypeError:"), wrong);
  }

  @Test
  void stacksKeepTheirLinesAndColumns() {
    zoo.file("a.js", "import.meta.x = import('./b.js');\n  throw new Error('x')").file("b.js", "");
    assertEquals(
        zoo.at("a.js") + ":2:9",
        run(
            """
            const e = await import('./a.js').catch((e) => e);
            export default e.stack.match(/\\S+:\\d+:\\d+/)[0];
            """));
  }

  @Test
  void dataUrlsMayHoldBlanksAndUnicode() {
    assertEquals(
        "é 2",
        run(
            """
            import a from 'data:text/javascript,export default "é"';
            const b = await import('data:text/javascript,export default 1 + 1');
            export default `${a} ${b.default}`;
            """));
  }

  @Test
  void nothingOfTheLoaderIsGlobal() {
    assertEquals(
        "[]",
        context
            .eval(
                "js",
                "JSON.stringify(Reflect.ownKeys(globalThis).filter((k) =>"
                    + " /sluice/.test(String(k))))")
            .asString());
  }

  @Test
  void scriptsCannotReachTheSupportModule() {
    assertTrue(run("import '#/support'").contains("ERR_INVALID_MODULE_SPECIFIER"));
    assertTrue(run("import 'sluice:modules.js'").contains("ERR_UNSUPPORTED_ESM_URL_SCHEME"));
  }

  @Test
  void patchedIntrinsicsAreNotNoticed() {
    zoo.file("a.js", "export default import.meta.url.slice(-4)");
    loader.importMain(
        """
        Map.prototype.get = Map.prototype.set = Promise.prototype.then = () => { throw 1 };
        Object.defineProperty = Reflect.apply = Object.freeze = () => { throw 2 };
        Object.prototype.get = 1; Object.prototype.value = 2; globalThis.Error = globalThis.Map = null;
        say((await import('./a.js')).default);
        try { await import('./nope.js') } catch (e) { say(e.code) }
        """,
        "[eval]");
    assertEquals(List.of("a.js", "ERR_MODULE_NOT_FOUND"), said);
  }

  @Test
  void theFileSystemOnlyReads() {
    Path path = loader.fileSystem().parsePath("./x.js");
    assertThrows(IOException.class, () -> loader.fileSystem().delete(path));
    assertThrows(IOException.class, () -> loader.fileSystem().createDirectory(path));
    assertFalse(Files.exists(zoo.at("x.js")));
  }

  @Test
  void importModuleIsNoMain() {
    zoo.file("a.js", "export default import.meta.main");
    assertEquals("false", outcome(loader.importModule("./a.js")));
    assertTrue(outcome(loader.importModule("./b.js")).contains("imported from " + zoo.root()));
  }
}
