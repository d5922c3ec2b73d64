package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.runtime.loop.EventLoop;

/**
 * The door from builtins to Java: {@code internal}, a room a field. One for each realm; made on any
 * thread, used on the loop's.
 */
public final class InternalBinding {
  /** What scripts print, buffered until the end of each task. */
  @Exported public final StdioBinding stdio;

  @Exported public final LoopBinding loop;
  @Exported public final TimersBinding timers;
  @Exported public final ClockBinding clock = new ClockBinding();
  @Exported public final ErrorsBinding errors;
  @Exported public final FilesBinding files;
  @Exported public final FileSystemBinding fileSystem;
  @Exported public final BlobsBinding blobs;
  @Exported public final StreamsBinding streams;
  @Exported public final CompressBinding compress;
  @Exported public final ProcessBinding process;
  @Exported public final BuffersBinding buffers = new BuffersBinding();
  @Exported public final TextBinding text = new TextBinding();
  @Exported public final Base64Binding base64 = new Base64Binding();
  @Exported public final CryptoBinding crypto;
  @Exported public final UrlBinding url = new UrlBinding();
  @Exported public final LimitsBinding limits;
  @Exported public final FetchBinding fetch;
  @Exported public final S3Binding s3;
  @Exported public final FormBinding form;
  @Exported public final HttpBinding http;
  @Exported public final WebSocketsBinding webSockets;
  @Exported public final TraceBinding trace;
  @Exported public final PromisesBinding promises = new PromisesBinding();
  @Exported public final String version;

  public InternalBinding(EventLoop eventLoop, Host host) {
    stdio = new StdioBinding(host);
    loop = new LoopBinding(eventLoop);
    timers = new TimersBinding(eventLoop.timers());
    errors = new ErrorsBinding(host.uncaught(), host.reports());
    process = new ProcessBinding(host);
    version = host.version();
    limits = new LimitsBinding(host.limits());
    trace = new TraceBinding(host.streamWatcher());
    crypto = new CryptoBinding(eventLoop);
    files = new FilesBinding(eventLoop, stdio);
    fileSystem = new FileSystemBinding(host.workingDirectory(), eventLoop);
    blobs = new BlobsBinding(host.workingDirectory(), eventLoop);
    streams = new StreamsBinding(eventLoop);
    fetch = new FetchBinding(eventLoop, host.workingDirectory(), host.requestGate());
    webSockets = new WebSocketsBinding(eventLoop, fetch);
    s3 = new S3Binding(eventLoop, fetch);
    compress = new CompressBinding(eventLoop);
    form = new FormBinding(host.limits().forms(), eventLoop);
    eventLoop.afterMicrotasks(errors::notifyRejections);
    http = new HttpBinding(eventLoop, host.workingDirectory(), stdio, host.serverThreads());
    eventLoop.afterMicrotasks(stdio::flush);
    eventLoop.afterMicrotasks(http::flush);
  }
}
