package dev.sluice.runtime;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** A module by its namespace object. */
final class ModuleNamespace implements JsModule {
  private final Value namespace;
  private final Set<String> exports;
  private final Calls calls;

  /** On the loop's thread. */
  ModuleNamespace(Value namespace, Calls calls) {
    this.namespace = namespace;
    this.exports = Set.copyOf(namespace.getMemberKeys());
    this.calls = calls;
  }

  @Override
  public Set<String> exports() {
    return exports;
  }

  @Override
  public CompletableFuture<@Nullable Object> get(String export) {
    return calls.call(() -> member(export));
  }

  @Override
  public CompletableFuture<@Nullable Object> call(String export, @Nullable Object... arguments) {
    return calls.call(
        () -> {
          Value function = member(export);
          if (!function.canExecute()) {
            throw new IllegalArgumentException("export " + export + " is not a function");
          }
          return calls.execute(function, arguments);
        });
  }

  /** Calls a member of a builtin with the namespace. On the loop's thread. */
  Value handedTo(Value builtin, String member) {
    return builtin.invokeMember(member, namespace);
  }

  private Value member(String export) {
    if (!exports.contains(export)) {
      throw new IllegalArgumentException("there is no export " + export + ", only " + exports);
    }
    return namespace.getMember(export);
  }
}
