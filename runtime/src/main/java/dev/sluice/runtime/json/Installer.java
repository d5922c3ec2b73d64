package dev.sluice.runtime.json;

import com.oracle.truffle.api.strings.TruffleString;
import com.oracle.truffle.js.nodes.function.FunctionRootNode;
import com.oracle.truffle.js.nodes.function.JSBuiltinNode;
import com.oracle.truffle.js.runtime.JSRealm;
import com.oracle.truffle.js.runtime.Strings;
import com.oracle.truffle.js.runtime.builtins.JSFunctionData;
import com.oracle.truffle.js.runtime.builtins.JSFunctionObject;
import com.oracle.truffle.js.runtime.objects.JSObject;

/** Puts a node of ours in front of the engine's, in the body of one of its builtin functions. */
final class Installer {
  private Installer() {}

  /**
   * @param json the object JSON of a realm that has run no script yet
   * @throws IllegalStateException if it is not as we know it
   */
  static synchronized void install(Object json) {
    JSBuiltinNode engineParse = bodyOf(json, "parse");
    JSBuiltinNode engineStringify = bodyOf(json, "stringify");
    if (!(engineParse instanceof ParseNode)) {
      engineParse.replace(new ParseNode(engineParse));
    }
    if (!(engineStringify instanceof StringifyNode)) {
      engineStringify.replace(new StringifyNode(engineStringify));
    }
  }

  /** Tries whether ours reads and writes in the realm that is entered. */
  static boolean works() {
    JSRealm realm = JSRealm.get(null);
    TruffleString text = Strings.fromJavaString("{\"a\":[1]}");
    return JsonState.parse(text, realm) instanceof JSObject object
        && text.equals(JsonState.stringify(object, realm));
  }

  private static JSBuiltinNode bodyOf(Object holder, String name) {
    if (holder instanceof JSObject object
        && JSObject.get(object, Strings.fromJavaString(name)) instanceof JSFunctionObject it) {
      JSFunctionData data = it.getFunctionData();
      data.getCallTarget();
      if (data.getRootNode() instanceof FunctionRootNode root
          && root.getBody() instanceof JSBuiltinNode body) {
        return body;
      }
    }
    throw new IllegalStateException("the engine's builtins are otherwise");
  }
}
