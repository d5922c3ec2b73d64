package dev.sluice.runtime.cli;

import dev.sluice.runtime.JsRuntime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * Reads the command line. Built without annotations, which would cost reflection at every start.
 */
final class CommandLineParser {
  private CommandLineParser() {}

  static Invocation parse(String... arguments) {
    // The common case, `runtime FILE …`, has no option to parse and does not wait for a parser to
    // be loaded.
    if (arguments.length > 0 && !arguments[0].startsWith("-")) {
      List<String> all = List.of(arguments);
      return new Invocation.File(
          all.getFirst(), all.subList(1, all.size()), new Invocation.Options(false, false));
    }
    CommandLine line = new CommandLine(spec());
    line.setStopAtPositional(true);
    // The script's arguments are the script's: '@name' is no file of ours.
    line.setExpandAtFiles(false);
    try {
      return invocation(line, line.parseArgs(arguments));
    } catch (CommandLine.ParameterException e) {
      return new Invocation.Usage(
          "runtime: " + e.getMessage() + "\nTry 'runtime --help' for what there is.");
    }
  }

  private static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("runtime");
    spec.usageMessage()
        .customSynopsis(
            "runtime [OPTIONS] FILE [ARGUMENTS...]",
            "runtime [OPTIONS] -e CODE | -p EXPRESSION | - [ARGUMENTS...]")
        .description("Runs JavaScript on the JVM.");
    spec.addOption(
        OptionSpec.builder("-e", "--eval")
            .type(String.class)
            .paramLabel("CODE")
            .description("Run CODE as a module.")
            .build());
    spec.addOption(
        OptionSpec.builder("-p", "--print")
            .type(String.class)
            .paramLabel("EXPRESSION")
            .description("Evaluate EXPRESSION and show its value; a promise is awaited.")
            .build());
    spec.addOption(
        OptionSpec.builder("--java-stack")
            .description("Show Java's frames in error reports too.")
            .build());
    spec.addOption(
        OptionSpec.builder("--trace-streams")
            .description("Tell on standard error how each stream was read, and why not faster.")
            .build());
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    spec.addOption(
        OptionSpec.builder("-v", "--version")
            .versionHelp(true)
            .description("Show the versions of product and engine.")
            .build());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("FILE [ARGUMENTS...]")
            .description("The script, '-' for standard input, and what it gets in process.argv.")
            .hidden(false)
            .build());
    return spec;
  }

  private static Invocation invocation(CommandLine line, ParseResult parsed) {
    if (parsed.isUsageHelpRequested()) {
      return new Invocation.Information(line.getUsageMessage());
    }
    if (parsed.isVersionHelpRequested()) {
      return new Invocation.Information(versions());
    }
    Invocation.Options options =
        new Invocation.Options(
            parsed.hasMatchedOption("--java-stack"), parsed.hasMatchedOption("--trace-streams"));
    List<String> rest = parsed.matchedPositionalValue(0, List.of());
    @Nullable String code = parsed.matchedOptionValue("-e", null);
    @Nullable String expression = parsed.matchedOptionValue("-p", null);
    if (code != null && expression != null) {
      return new Invocation.Usage("runtime: -e and -p exclude each other");
    } else if (code != null) {
      return new Invocation.Code(code, "[eval]", rest, options);
    } else if (expression != null) {
      return new Invocation.Print(expression, rest, options);
    } else if (rest.isEmpty()) {
      return new Invocation.Usage("runtime: no script given\n" + line.getUsageMessage());
    } else if (rest.getFirst().equals("-")) {
      return new Invocation.StandardInput(rest.subList(1, rest.size()), options);
    } else {
      return new Invocation.File(rest.getFirst(), rest.subList(1, rest.size()), options);
    }
  }

  private static String versions() {
    return "Sluice "
        + JsRuntime.version()
        + "\n"
        + JsRuntime.engineDescription()
        + "\nJava "
        + Runtime.version()
        + "\n";
  }
}
