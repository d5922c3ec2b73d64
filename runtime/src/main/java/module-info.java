/** The runtime: the embedding API, the event loop, the module loader and the command line. */
module dev.sluice.runtime {
  requires static org.jspecify;
  requires static org.graalvm.js;
  requires static org.graalvm.truffle;
  requires dev.sluice.bridge;
  requires dev.sluice.builtins;
  requires com.grack.nanojson;
  requires info.picocli;
  requires io.netty.common;
  requires io.netty.transport;
  requires java.logging;
  requires jdk.jfr;
  requires jdk.unsupported;
  requires org.graalvm.polyglot;

  exports dev.sluice.runtime;

  // The engine calls what is exported to builtins. It asks whether an unnamed module may see the
  // class, so an opening to the
  // engine's modules alone is not enough.
  opens dev.sluice.runtime.binding;
  opens dev.sluice.runtime.modules;
}
