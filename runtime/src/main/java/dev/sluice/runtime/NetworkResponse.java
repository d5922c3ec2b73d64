package dev.sluice.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.stream.InputStreamSource;
import dev.sluice.bridge.stream.Source;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A response that a {@link NetworkPolicy} gives in the place of a server's. Immutable; the {@code
 * with…} methods give others. For any thread.
 *
 * <p>To the script it is as if it had come over the network: a redirect is followed, a body whose
 * Content-Encoding says so is decoded, of a HEAD request there is no body.
 */
public final class NetworkResponse {
  private final int status;
  private final String statusText;
  private final HeaderFields fields;
  private final @Nullable Function<Loop, Source> body;

  private NetworkResponse(
      int status, String statusText, HeaderFields fields, @Nullable Function<Loop, Source> body) {
    this.status = status;
    this.statusText = statusText;
    this.fields = fields;
    this.body = body;
  }

  /**
   * A response without headers or body.
   *
   * @param status from 200 to 599
   * @throws IllegalArgumentException if it is another
   */
  public static NetworkResponse of(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status " + status);
    }
    return new NetworkResponse(status, "", new HeaderFields(), null);
  }

  /** The same with this {@code statusText}, which is empty by default. */
  public NetworkResponse withStatusText(String text) {
    return new NetworkResponse(status, text, fields, body);
  }

  /**
   * The same with one header more; one of that name that is there stays.
   *
   * @throws IllegalArgumentException if it is none
   */
  public NetworkResponse withHeader(String name, String value) {
    NetworkHeader header = NetworkHeader.checked(name, value);
    return new NetworkResponse(
        status, statusText, fields.copy().add(header.name(), header.value()), body);
  }

  /** The same with a text, in UTF-8, as the body. It has the Content-Type that a header says. */
  public NetworkResponse withText(String text) {
    return withOwned(text.getBytes(UTF_8));
  }

  /** The same with bytes, which are copied, as the body. */
  public NetworkResponse withBytes(byte[] bytes) {
    return withOwned(bytes.clone());
  }

  private NetworkResponse withOwned(byte[] bytes) {
    BytesStore store = BytesStore.of(bytes);
    return withBody(loop -> store.source(0, bytes.length, loop));
  }

  /**
   * The same with what a stream gives as the body. It is read as the script reads, and closed at
   * its end or when nobody wants the rest.
   *
   * @param opening gives the stream; called when somebody begins to read, and where nobody does not
   *     at all. Called, read and closed on a thread that may block, never on the runtime's
   */
  public NetworkResponse withStream(Callable<? extends InputStream> opening) {
    return withBody(loop -> new InputStreamSource(opening, loop));
  }

  /** The same with the bytes of a file, read as the script reads, as the body. */
  public NetworkResponse withFile(Path file) {
    return withStream(() -> Files.newInputStream(file));
  }

  private NetworkResponse withBody(Function<Loop, Source> source) {
    return new NetworkResponse(status, statusText, fields, source);
  }

  int status() {
    return status;
  }

  String statusText() {
    return statusText;
  }

  HeaderFields fields() {
    return fields;
  }

  @Nullable Source body(Loop loop) {
    return body == null ? null : body.apply(loop);
  }
}
