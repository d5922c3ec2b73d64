package dev.sluice.runtime.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.runtime.modules.ModuleScanner.Place;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleScannerTest {
  private static String kinds(String text) {
    StringBuilder out = new StringBuilder();
    for (Place place : ModuleScanner.scan(text)) {
      out.append(
          switch (place) {
            case Place.Meta meta -> "meta ";
            case Place.Call call -> "call ";
            case Place.Declared declared -> "from:" + declared.specifier() + " ";
            case Place.Argument argument -> "arg:" + argument.specifier() + " ";
          });
    }
    return out.toString().strip();
  }

  @Test
  void declarationsOfAllForms() {
    assertEquals(
        "from:a from:b from:c from:d from:e from:f from:g",
        kinds(
            """
            import 'a'; import x from "b"; import {y as "not this", z} from 'c'
            import * as n from 'd' with { type: 'json' };
            export * from 'e'; export { q as 'nor this' } from /* why */ 'f'
            import w, { from } from
              'g';
            """));
  }

  @Test
  void callsAndMeta() {
    assertEquals(
        "arg:a call call meta meta",
        kinds("import('a'); import(b + 'c'); import.meta.url; import . meta"));
    assertEquals("arg:a meta call", kinds("await import(/* x */ 'a', import.meta)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'import.meta'",
        "\"import('x')\"",
        "`import.meta`",
        "// import.meta",
        "/* import('x') */ 1",
        "x = /import('a')/",
        "return_(/[/]import.meta/)",
        "if (a) /import.meta/.test(b)",
        "while (x) /import('a')/g.exec(y)",
        "() => {}\n/import.meta/.test(c)",
        "return /import.meta/",
        "x ? /import.meta/ : 0",
        "({ import(a) { } })",
        "class A { import(a) { } static async *import(b) { } }",
        "x.import('a'); y?.import('b'); z . import . meta",
        "({ import: 1 })",
        "important.meta; $import.meta; x_import('a')",
        "#!import.meta",
        "`${'import.meta'}${`import.meta`}import.meta`",
        "'\\'import.meta'",
        "a = b => /import.meta/",
        "yield /import.meta/",
        "class A { #import; x() { return this.#import } }",
      })
  void nothingHere(String text) {
    assertEquals("", kinds(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a / b / import.meta / c",
        "a++ / import.meta / c",
        "(a) / import.meta / 2",
        "a[0] / import.meta / 2",
        "({}) / import.meta / 2",
        "x = {} / import.meta / 2",
        "x = { a: {} / import.meta / 2 }",
        "`${import.meta}`",
        "`a${ `b${ {x: import.meta} }` }`",
        "`x` / import.meta / 2",
        "1.5 / import.meta / 2",
        "'s' / import.meta / 2",
        "a.return / import.meta / 2",
        "[...import.meta]",
        "f(/[)/]/, import.meta)",
        "if (x) /'/.test(y), import.meta",
        "{ } /'/.test(import.meta)",
        "a ? .5 / import.meta / 2 : 0",
        "new import.meta.X",
        "this / import.meta / 2",
        "é / import.meta / 2",
        "import.meta",
        "x = import/* a */./* b */meta",
      })
  void oneMetaHere(String text) {
    assertEquals("meta", kinds(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'",
        "`${",
        "/*",
        "/[",
        "import",
        "import(",
        "import.",
        "}",
        ")",
        "\\",
        "'\\",
        "`\\",
        "/\\",
        "import('"
      })
  void unfinishedTextIsNoError(String text) {
    ModuleScanner.scan(text);
  }

  @Test
  void positionsCountLinesAndColumnsFromOne() {
    assertEquals("2:3", ModuleScanner.position("a\nbcd", 4));
    assertEquals("1:1", ModuleScanner.position("a", 0));
  }

  @Test
  void rewritingKeepsEveryPosition() {
    String text = "a(import.meta, import('x'));\nimport 'node:fs';\nimport . meta";
    ModuleRewriter.Result result = ModuleRewriter.rewrite(text, specifier -> "#/7");
    List<String> lines = result.text().lines().toList();
    assertEquals("a(import$meta, $load$('x'));", lines.get(0));
    assertEquals("import \"#/7\"    ;", lines.get(1));
    assertEquals("import$meta  ", lines.get(2));
    assertEquals(4, lines.size());
    assertEquals("2:8", result.declared().get("node:fs"));
    assertEquals("1:23", result.called().get("x"));
  }

  @Test
  void textsThatUseOurNamesAreLeftAlone() {
    String text = "let $load$ = import.meta";
    assertEquals(text, ModuleRewriter.rewrite(text, specifier -> "#/7").text());
  }

  @Test
  void textsWithoutImportsAreLeftAlone() {
    String text = "export const a = 'x:y';";
    assertEquals(text, ModuleRewriter.rewrite(text, specifier -> "#/7").text());
  }
}
