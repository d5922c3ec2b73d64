package dev.sluice.runtime.realm;

import dev.sluice.runtime.binding.InternalBinding;
import dev.sluice.runtime.json.FastJson;
import dev.sluice.runtime.modules.ModuleLoader;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * One JavaScript world: a context on the shared engine, its builtins, and {@link InternalBinding
 * the door} between them and Java.
 *
 * <p>Made and used on the thread of the loop that owns it, which enters the context once and stays
 * in it; {@link #cancel} alone may come from another thread.
 */
public final class Realm {
  private final Context context;
  private final Value require;

  /** Makes the context, enters it on the calling thread and installs the globals. */
  public Realm(ModuleLoader modules, InternalBinding internal) {
    context = SharedEngine.newContext(modules.fileSystem());
    context.enter();
    FastJson.install(context);
    Value hooks = context.eval("js", "({})");
    ProxyExecutable compile = arguments -> factory(arguments[0].asString());
    factory("core/bootstrap").executeVoid(hooks, compile, internal);
    require = hooks.getMember("require");
    modules.attach(context);
    ColdStart.ready();
  }

  private Value factory(String id) {
    return context.eval(BuiltinSources.factory(id));
  }

  /** What builtin {@code id} exports, evaluated on first use. */
  public Value builtin(String id) {
    return require.execute(id);
  }

  /** The readable text of a value, as {@code console.log} shows it. */
  public String inspect(Value value) {
    return builtin("console/inspect").invokeMember("inspect", value).asString();
  }

  /**
   * Evaluates a classic script and returns its completion value; microtasks drain before it
   * returns.
   */
  public Value evaluate(String code, String name) {
    return context.eval(Source.newBuilder("js", code, name).buildLiteral());
  }

  /** Leaves the context on the loop's thread; nothing may run in it after that. */
  public void leave() {
    context.leave();
  }

  /** Stops what runs and frees the context. It waits until the loop's thread has left. */
  public void cancel() {
    context.close(true);
  }
}
