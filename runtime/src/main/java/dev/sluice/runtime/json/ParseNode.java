package dev.sluice.runtime.json;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.nodes.JavaScriptNode;
import com.oracle.truffle.js.nodes.function.JSBuiltinNode;
import com.oracle.truffle.js.runtime.JSArguments;
import com.oracle.truffle.js.runtime.JSRealm;
import com.oracle.truffle.js.runtime.objects.Undefined;
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
    int count = JSArguments.getUserArgumentCount(arguments);
    if (count > 0
        && (count == 1 || JSArguments.getUserArgument(arguments, 1) == Undefined.instance)
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
    return JsonState.of(realm).parse(text);
  }
}
