package dev.sluice.runtime.json;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.js.nodes.JavaScriptNode;
import com.oracle.truffle.js.nodes.function.JSBuiltinNode;
import com.oracle.truffle.js.runtime.JSArguments;
import com.oracle.truffle.js.runtime.JSRealm;
import com.oracle.truffle.js.runtime.objects.JSObject;
import org.jspecify.annotations.Nullable;

/** {@code JSON.stringify(object)}: by {@link JsonWriter} where that can, else by the engine. */
final class StringifyNode extends EngineNode {
  StringifyNode(JSBuiltinNode engine) {
    super(engine);
  }

  @Override
  JavaScriptNode inFrontOf(JSBuiltinNode copy) {
    return new StringifyNode(copy);
  }

  @Override
  public Object execute(VirtualFrame frame) {
    Object[] arguments = frame.getArguments();
    if (JSArguments.getUserArgumentCount(arguments) > 0
        && isNothing(arguments, 1)
        && isNothing(arguments, 2)
        && JSArguments.getUserArgument(arguments, 0) instanceof JSObject object) {
      Object text = stringify(object, getRealm());
      if (text != null) {
        return text;
      }
    }
    return byEngine(frame);
  }

  @TruffleBoundary
  private static @Nullable Object stringify(JSObject object, JSRealm realm) {
    return JsonState.stringify(object, realm);
  }
}
