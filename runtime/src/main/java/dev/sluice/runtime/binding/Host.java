package dev.sluice.runtime.binding;

import dev.sluice.bridge.http.client.RequestGate;
import dev.sluice.runtime.errors.ErrorReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * What the embedder gives to a realm.
 *
 * @param version of Sluice
 * @param arguments the script and its arguments
 * @param environment variables, by name
 * @param workingDirectory absolute
 * @param stdout of the scripts
 * @param stderr of the scripts
 * @param outputFailed called once, when {@code stdout} takes no more
 * @param exit ends the runtime with an exit code; scripts do not run on after it
 * @param uncaught takes errors and rejections that no script handled
 * @param reports tells a person of what a script threw, without anybody having caught it
 * @param limits what scripts may use
 * @param streamWatcher told of each stream that was consumed, or null
 * @param requestGate asked about every request that a script sends, or null
 * @param serverThreads the threads that share this program's servers
 */
public record Host(
    String version,
    List<String> arguments,
    Map<String, String> environment,
    Path workingDirectory,
    OutputStream stdout,
    OutputStream stderr,
    Consumer<IOException> outputFailed,
    IntConsumer exit,
    Consumer<Value> uncaught,
    Function<Value, ErrorReport> reports,
    Limits limits,
    @Nullable StreamWatcher streamWatcher,
    @Nullable RequestGate requestGate,
    ServerThreads serverThreads) {}
