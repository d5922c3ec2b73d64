/**
 * Bytes: sources, sinks, files, codecs. Plain Java and Netty; knows nothing of the JavaScript
 * engine.
 */
module dev.sluice.bridge {
  requires static org.jspecify;
  requires io.netty.buffer;
  requires io.netty.common;

  exports dev.sluice.bridge;
  exports dev.sluice.bridge.blob;
  exports dev.sluice.bridge.codec;
  exports dev.sluice.bridge.file;
  exports dev.sluice.bridge.form;
  exports dev.sluice.bridge.stream;
  exports dev.sluice.bridge.url;
  exports dev.sluice.bridge.url.pattern;
}
