package dev.sluice.runtime.modules;

import dev.sluice.bridge.Exported;
import java.nio.file.Path;
import java.util.Objects;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * What {@code modules.js} asks of Java. A method that fails returns null and keeps the failure for
 * the methods named so, because an exception would reach the script as a host object.
 */
public final class ModuleBridge {
  private final ModuleGraph graph;
  private final SyntheticModules synthetic;
  private @Nullable Value load;
  private @Nullable String mainId;
  private @Nullable ResolutionException failure;

  ModuleBridge(ModuleGraph graph, SyntheticModules synthetic) {
    this.graph = graph;
    this.synthetic = synthetic;
  }

  /** Takes the function that imports, {@code (specifier, referrer)} to a promise. */
  @Exported
  public void attach(Value loadFunction) {
    if (load == null) {
      load = loadFunction;
    }
  }

  /** The function that imports, once attached. */
  Value load() {
    return Objects.requireNonNull(load, "not attached");
  }

  void main(String id) {
    mainId = id;
  }

  /**
   * A specifier for {@code import()} of what {@code specifier} means to {@code referrer}, or null.
   */
  @Exported
  public @Nullable String resolve(String specifier, String referrer) {
    try {
      return graph.importable(graph.resolveCall(specifier, graph.require(referrer)));
    } catch (ResolutionException e) {
      failure = e;
      return null;
    }
  }

  /** The URL of what {@code specifier} means to {@code referrer}, or null. */
  @Exported
  public @Nullable String resolveUrl(String specifier, String referrer) {
    try {
      return graph.resolveUrl(specifier, graph.require(referrer));
    } catch (ResolutionException e) {
      failure = e;
      return null;
    }
  }

  /** Is {@code message} that of a failure of ours? It becomes the last one then. */
  @Exported
  public boolean recall(String message) {
    ResolutionException known = graph.recall(message);
    if (known != null) {
      failure = known;
    }
    return known != null;
  }

  /** The name of the class of the error for the last failure. */
  @Exported
  public String failureClass() {
    return failure == null ? "Error" : failure.kind().errorClass();
  }

  /** The code of the error for the last failure. */
  @Exported
  public String failureCode() {
    return failure == null ? "ERR_MODULE_NOT_FOUND" : failure.kind().code();
  }

  /** The message of the last failure. */
  @Exported
  public String failureMessage() {
    return failure == null ? "" : failure.text();
  }

  /** The engine's stack under the head that the error for the last failure has. */
  @Exported
  public String failureStack(String stack) {
    int frames = stack.indexOf("\n    at ");
    return failureClass() + ": " + failureMessage() + (frames < 0 ? "" : stack.substring(frames));
  }

  /** {@code import.meta.url}. */
  @Exported
  public String url(String id) {
    return graph.require(id).url();
  }

  /** {@code import.meta.filename}, or null. */
  @Exported
  public @Nullable String filename(String id) {
    return graph.require(id) instanceof Location.OfFile file ? file.file().toString() : null;
  }

  /** {@code import.meta.dirname}, or null. */
  @Exported
  public @Nullable String dirname(String id) {
    if (!(graph.require(id) instanceof Location.OfFile file)) {
      return null;
    }
    Path folder = file.file().getParent();
    return folder == null ? "/" : folder.toString();
  }

  /** {@code import.meta.main}. */
  @Exported
  public boolean isMain(String id) {
    return id.equals(mainId);
  }

  /** The object of a module that the host provides. */
  @Exported
  public Object provided(String specifier) {
    return synthetic.exports(specifier);
  }
}
