package dev.sluice.runtime.cli;

import dev.sluice.bridge.file.TemporaryFiles;
import dev.sluice.runtime.JsException;
import dev.sluice.runtime.JsModule;
import dev.sluice.runtime.JsRuntime;
import dev.sluice.runtime.JsRuntimeBuilder;
import dev.sluice.runtime.stdio.Stdio;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * {@code runtime}: runs one script and ends with its exit code: 0 for success, 1 for an error that
 * nobody caught, 2 for a command line that makes no sense, or what the script says by {@code
 * process.exit} and {@code process.exitCode}.
 */
public final class Main {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;

  /** What a shell reports of a tool that wrote into a closed pipe: 128 + SIGPIPE. */
  private static final int BROKEN_PIPE = 141;

  // Not System.out: a PrintStream swallows errors, and a closed pipe ends the program.
  private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);
  private static final PrintStream ERR =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

  /** How long a stalled reader of the output may hold up a signal. */
  private static final Duration AT_MOST = Duration.ofMillis(500);

  private Main() {}

  /**
   * The entry point. It does not return: the process is halted, since an orderly end of the JVM
   * would cost every script 20 ms.
   */
  public static void main(String[] arguments) {
    int code;
    try {
      code = run(CommandLineParser.parse(arguments));
    } catch (Throwable e) {
      ERR.println("runtime: internal error: " + e);
      if (List.of(arguments).contains("--java-stack")) {
        e.printStackTrace(ERR);
      }
      code = FAILURE;
    }
    halt(code);
  }

  private static void halt(int code) {
    TemporaryFiles.removeAll();
    Runtime.getRuntime().halt(code);
  }

  /**
   * A JVM that is halted waits up to 300 ms for threads that are in native code, and there a loop
   * waits that has nothing to do: so the loop's thread is to halt it.
   */
  private static int haltOnLoop(int code) {
    halt(code);
    return code;
  }

  private static int run(Invocation invocation) {
    return switch (invocation) {
      case Invocation.Information(String text) -> {
        yield print(text);
      }
      case Invocation.Usage(String text) -> complain(text, USAGE);
      case Invocation.File file -> run(file);
      case Invocation.StandardInput input -> run(input);
      case Invocation.Code(String code, String name, List<String> arguments, var options) ->
          run(options, arguments(name, arguments), js -> js.evaluateModule(code, name));
      case Invocation.Print(String expression, List<String> arguments, var options) ->
          run(
              options,
              arguments("[print]", arguments),
              js -> js.inspect(expression, "[print]").thenAccept(text -> show(js, text)));
    };
  }

  private static int run(Invocation.File file) {
    Path script;
    try {
      script = Path.of(file.path());
    } catch (InvalidPathException e) {
      return complain("runtime: '" + file.path() + "' is no path: " + e.getReason(), FAILURE);
    }
    String problem = ScriptFile.problem(script);
    if (problem != null) {
      return complain("runtime: " + problem, FAILURE);
    }
    Path absolute = script.toAbsolutePath().normalize();
    return run(
        file.options(),
        arguments(absolute.toString(), file.arguments()),
        js -> js.runMain(absolute).thenCompose(main -> serve(js, main)));
  }

  /** As Bun does: what a program exports as its default may be a server. */
  private static CompletableFuture<?> serve(JsRuntime js, JsModule main) {
    return js.serve(main)
        .thenAccept(
            url -> {
              if (url != null) {
                js.flush();
                ERR.println("Started server: " + url);
              }
            });
  }

  private static int run(Invocation.StandardInput input) {
    try {
      String code = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      return run(new Invocation.Code(code, "[stdin]", input.arguments(), input.options()));
    } catch (IOException e) {
      return complain("runtime: standard input cannot be read: " + e.getMessage(), FAILURE);
    }
  }

  private static List<String> arguments(String script, List<String> rest) {
    List<String> all = new ArrayList<>(rest.size() + 1);
    all.add(script);
    all.addAll(rest);
    return all;
  }

  /** Starts a script; the future completes when its top level is done. */
  private interface Start {
    CompletableFuture<?> in(JsRuntime js);
  }

  private static int run(Invocation.Options options, List<String> arguments, Start start) {
    NettyLog.silence();
    CompletableFuture<JsRuntime> running = new CompletableFuture<>();
    JsRuntimeBuilder builder = JsRuntime.builder().ownsProcess();
    if (options.traceStreams()) {
      builder.onStreamConsumed(
          consumption -> {
            // Behind what the script has printed before.
            if (running.isDone()) {
              running.join().flush();
            }
            ERR.println("stream: " + consumption);
          });
    }
    JsRuntime js =
        builder
            .arguments(arguments)
            .javaFrames(options.javaStack())
            .onExit(Main::halt)
            .stdout(OUT)
            .stderr(ERR)
            .onOutputFailure(Main::outputFailed)
            .onUncaught(error -> uncaught(running, error))
            .build();
    running.complete(js);
    // A signal ends a script wherever it is; what it printed before still comes out.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> js.flush(AT_MOST)));
    try {
      start.in(js).join();
      return js.finish().thenApply(Main::haltOnLoop).join();
    } catch (CompletionException e) {
      js.flush();
      if (e.getCause() instanceof JsException error) {
        ERR.println(error.report());
        js.exit(FAILURE).join();
      }
      throw e;
    }
  }

  private static void uncaught(CompletableFuture<JsRuntime> js, JsException error) {
    ERR.println(error.report());
    js.join().exit(FAILURE);
  }

  private static void outputFailed(IOException error) {
    if (Stdio.isBrokenPipe(error)) {
      halt(BROKEN_PIPE);
    }
    ERR.println("runtime: standard output cannot be written: " + error.getMessage());
    halt(FAILURE);
  }

  /** The value comes behind what the script has printed. */
  private static void show(JsRuntime js, String text) {
    js.flush();
    print(text + "\n");
  }

  private static int print(String text) {
    try {
      OUT.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      outputFailed(e);
    }
    return 0;
  }

  private static int complain(String text, int code) {
    ERR.println(text);
    return code;
  }
}
