package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.ResponseHead;
import dev.sluice.bridge.http.server.route.AcceptEncoding;
import dev.sluice.bridge.http.server.route.CompressionPolicy;
import dev.sluice.bridge.http.server.route.FileRoute;
import dev.sluice.bridge.http.server.route.Route;
import dev.sluice.bridge.http.server.route.RouteTable;
import dev.sluice.bridge.http.server.route.StaticResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a server to be. {@code method} is empty for whatever has no route of its own. The
 * headers of a response are added before it, one by one.
 */
public final class HttpRoutesBinding {
  private record Entry(@Nullable String method, String path, Route route) {}

  private final List<Entry> entries = new ArrayList<>();
  private HeaderFields headers = new HeaderFields();

  HttpRoutesBinding() {}

  @Exported
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  @Exported
  public void clearHeaders() {
    headers = new HeaderFields();
  }

  @Exported
  public void addHeader(String name, String value) {
    headers.add(name, value);
  }

  /** A path that the function of that number answers. */
  @Exported
  public void addScript(String method, String path, int id) {
    add(method, path, new Route.Script(id));
  }

  /**
   * A path with a response that never changes.
   *
   * @param type the Content-Type that the body brings, or empty
   * @param binding in memory
   */
  @Exported
  public void addStatic(
      String method,
      String path,
      int status,
      String statusText,
      String type,
      BlobStoreBinding binding,
      long offset,
      long length) {
    ByteBuffer bytes = binding.store().read(offset, length, -1);
    add(method, path, StaticResponse.of(head(status, statusText, type), bytes));
  }

  /**
   * A path that a file answers, as it is when it is asked for.
   *
   * @param type as of {@link #addStatic}
   * @throws dev.sluice.bridge.BridgeException EINVAL if the store is no file
   */
  @Exported
  public void addFile(
      String method,
      String path,
      int status,
      String statusText,
      String type,
      BlobStoreBinding binding,
      long offset,
      long length) {
    add(
        method,
        path,
        new FileRoute(
            binding.file("open"),
            offset,
            length,
            head(status, statusText, type),
            List.of(),
            Map.of()));
  }

  private ResponseHead head(int status, String statusText, String type) {
    HeaderFields fields = headers;
    headers = new HeaderFields();
    if (!type.isEmpty() && !fields.contains("content-type")) {
      fields.add("Content-Type", type);
    }
    return new ResponseHead(status, statusText, fields);
  }

  private void add(String method, String path, Route route) {
    entries.add(new Entry(method.isEmpty() ? null : method, path, route));
  }

  /**
   * The table.
   *
   * @param policy compresses static responses, or null
   * @param precompressed are compressed files looked for beside those of routes?
   * @throws dev.sluice.bridge.BridgeException ERR_INVALID_ARG_VALUE for a path that is wrong or was
   *     there before
   */
  RouteTable table(@Nullable CompressionPolicy policy, boolean precompressed) {
    RouteTable.Builder builder = new RouteTable.Builder();
    for (Entry entry : entries) {
      Route route =
          switch (entry.route) {
            case StaticResponse ready when policy != null -> ready.compressed(policy);
            case FileRoute file when precompressed ->
                file.withPrecompressed(AcceptEncoding.PREFERENCE);
            default -> entry.route;
          };
      builder.add(entry.method, entry.path, route);
    }
    return builder.build();
  }
}
