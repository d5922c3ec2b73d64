package dev.sluice.runtime.json;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.js.nodes.JavaScriptNode;
import com.oracle.truffle.js.nodes.function.JSBuiltinNode;
import com.oracle.truffle.js.runtime.JSArguments;
import com.oracle.truffle.js.runtime.objects.Null;
import com.oracle.truffle.js.runtime.objects.Undefined;
import java.util.Set;

/**
 * A builtin's body with the engine's own body behind it. It is a builtin itself, so that whoever
 * asks the tree (stack traces, inlining, splitting) hears what it heard before.
 */
abstract class EngineNode extends JSBuiltinNode {
  @Child private JSBuiltinNode engine;

  EngineNode(JSBuiltinNode engine) {
    super(engine.getContext(), engine.getBuiltin());
    this.engine = engine;
    setSourceSection(engine.getSourceSection());
    addRootBodyTag();
  }

  /** The same in front of another copy of the engine's body. */
  abstract JavaScriptNode inFrontOf(JSBuiltinNode copy);

  /** Is an argument missing, undefined or null, each of which means nothing to these functions? */
  static boolean isNothing(Object[] arguments, int index) {
    if (index >= JSArguments.getUserArgumentCount(arguments)) {
      return true;
    }
    Object argument = JSArguments.getUserArgument(arguments, index);
    return argument == Undefined.instance || argument == Null.instance;
  }

  final Object byEngine(VirtualFrame frame) {
    return engine.execute(frame);
  }

  @Override
  public final JavaScriptNode[] getArguments() {
    return engine.getArguments();
  }

  @Override
  public final boolean isCallerSensitive() {
    return engine.isCallerSensitive();
  }

  @Override
  public final boolean countsTowardsStackTraceLimit() {
    return engine.countsTowardsStackTraceLimit();
  }

  @Override
  public final boolean isSplitImmediately() {
    return engine.isSplitImmediately();
  }

  /** For a call site of its own: the engine copies its bodies in their first state. */
  @Override
  protected final JavaScriptNode copyUninitialized(Set<Class<? extends Tag>> materializedTags) {
    return inFrontOf(createBuiltin(getContext(), getBuiltin(), false, false));
  }
}
