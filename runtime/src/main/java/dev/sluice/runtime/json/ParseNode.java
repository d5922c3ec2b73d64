package dev.sluice.runtime.json;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.nodes.JavaScriptNode;
import com.oracle.truffle.js.nodes.function.JSBuiltinNode;
import com.oracle.truffle.js.runtime.JSArguments;
import com.oracle.truffle.js.runtime.JSRealm;
import org.jspecify.annotations.Nullable;

/**
 * {@code JSON.parse(text)}: by {@link JsonReader} where that can; else, and for all errors, by the
 * engine.
 */
final class ParseNode extends EngineNode {
  ParseNode(JSBuiltinNode engine) {
    super(engine);
  }

  @Override
  JavaScriptNode inFrontOf(JSBuiltinNode copy) {
    return new ParseNode(copy);
  }

  @Override
  public Object execute(VirtualFrame frame) {
    Object[] arguments = frame.getArguments();
    if (JSArguments.getUserArgumentCount(arguments) > 0
        && isNothing(arguments, 1)
        && JSArguments.getUserArgument(arguments, 0) instanceof TruffleString text) {
      Object value = parse(text, getRealm());
      if (value != null) {
        return value;
      }
    }
    return byEngine(frame);
  }

  @TruffleBoundary
  private static @Nullable Object parse(TruffleString text, JSRealm realm) {
    return JsonState.parse(text, realm);
  }
}
