package dev.sluice.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sluice.runtime.cli.Invocation.Options;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineParserTest {
  @Test
  void optionsBeforeTheScriptAreTheRuntimes() {
    assertEquals(
        new Invocation.File("app.js", List.of("--x"), new Options(false, true)),
        CommandLineParser.parse("--trace-streams", "app.js", "--x"));
    assertEquals(
        new Invocation.Code("1", "[eval]", List.of(), new Options(true, true)),
        CommandLineParser.parse("--java-stack", "--trace-streams", "-e", "1"));
  }

  @Test
  void optionsBehindTheScriptAreTheScripts() {
    assertEquals(
        new Invocation.File("app.js", List.of("--trace-streams"), new Options(false, false)),
        CommandLineParser.parse("app.js", "--trace-streams"));
  }

  @Test
  void anUnknownOptionIsAMistake() {
    assertInstanceOf(Invocation.Usage.class, CommandLineParser.parse("--no-such-option", "app.js"));
  }
}
