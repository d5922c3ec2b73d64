package dev.sluice.runtime.realm;

import dev.sluice.runtime.modules.SyntheticModules;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.graalvm.polyglot.Value;

/**
 * The modules that scripts import by name and that builtins make: {@code "bun"} is the object that
 * the global {@code Bun} is; Node's have their names with and without {@code node:}, and are one
 * object under both.
 *
 * <p>Importing one evaluates it, with all that its properties stand for. Used on the thread of the
 * context.
 */
public final class BuiltinModules implements SyntheticModules {
  private static final Export PATH = new Export("node/path", "posix");
  private static final Export FS_PROMISES = new Export("node/fs/promises", "promises");

  private static final Map<String, Export> MODULES =
      Map.of(
          "bun", new Export("bun/Bun", "Bun"),
          "node:path", PATH,
          "path", PATH,
          "node:path/posix", PATH,
          "path/posix", PATH,
          "node:fs/promises", FS_PROMISES,
          "fs/promises", FS_PROMISES);

  private final Function<String, Value> builtins;

  /**
   * @param builtins what a builtin exports, by its id
   */
  public BuiltinModules(Function<String, Value> builtins) {
    this.builtins = builtins;
  }

  @Override
  public boolean provides(String specifier) {
    return MODULES.containsKey(specifier);
  }

  @Override
  public List<String> names(String specifier) {
    return List.copyOf(exports(specifier).getMemberKeys());
  }

  @Override
  public Value exports(String specifier) {
    Export export = Objects.requireNonNull(MODULES.get(specifier), specifier);
    return builtins.apply(export.id()).getMember(export.name());
  }

  /** An object that a builtin exports under a name. */
  private record Export(String id, String name) {}
}
