/**
 * Bytes: sources, sinks, files, codecs. Plain Java and Netty; knows nothing of the JavaScript
 * engine.
 */
module dev.sluice.bridge {
  requires static org.jspecify;
  requires com.aayushatharva.brotli4j;
  requires com.github.luben.zstd_jni;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires java.xml;
  requires jdk.jfr;

  exports dev.sluice.bridge;
  exports dev.sluice.bridge.blob;
  exports dev.sluice.bridge.codec;
  exports dev.sluice.bridge.compress;
  exports dev.sluice.bridge.file;
  exports dev.sluice.bridge.form;
  exports dev.sluice.bridge.http;
  exports dev.sluice.bridge.http.client;
  exports dev.sluice.bridge.http.server;
  exports dev.sluice.bridge.http.server.route;
  exports dev.sluice.bridge.http.websocket;
  exports dev.sluice.bridge.s3;
  exports dev.sluice.bridge.sse;
  exports dev.sluice.bridge.stream;
  exports dev.sluice.bridge.tls;
  exports dev.sluice.bridge.transport;
  exports dev.sluice.bridge.url;
  exports dev.sluice.bridge.url.pattern;
}
