package dev.sluice.examples.embed;

import dev.sluice.runtime.JsException;
import dev.sluice.runtime.JsModule;
import dev.sluice.runtime.JsRuntime;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/**
 * Imports a JavaScript module, calls its functions and takes their results, promises and errors.
 */
public final class Embed {
  private Embed() {}

  /**
   * Runs the example.
   *
   * @param arguments the folder of greeter.mjs, by default {@code examples/embed/scripts}
   */
  public static void main(String[] arguments) {
    Path scripts = Path.of(arguments.length > 0 ? arguments[0] : "examples/embed/scripts");
    try (JsRuntime js = JsRuntime.builder().workingDirectory(scripts).build()) {
      System.out.println("1 + 1 = " + js.evaluate("1 + 1").join());

      JsModule greeter = js.importModule("./greeter.mjs").join();
      System.out.println(greeter.call("greet", "Java").join());
      System.out.println(greeter.call("countWords", "as fast as water flows").join());

      try {
        greeter.call("fail").join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof JsException error) {
          System.out.println("JavaScript threw a " + error.getMessage());
        }
      }
    }
  }
}
