package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.http.server.ResponseHead;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A file as the answer. Immutable, from any thread; {@link FileResponder} answers with it.
 *
 * @param file which one
 * @param offset where in the file the content begins
 * @param length how long it is, or −1 up to the file's end
 * @param head status and fields, among them Content-Type, without Content-Length and Date. An ETag
 *     or a Last-Modified that it brings counts for more than the file's own
 * @param codings those of {@code precompressed}, best first
 * @param precompressed the files beside it that hold its bytes in another coding
 */
public record FileRoute(
    FileLocation file,
    long offset,
    long length,
    ResponseHead head,
    List<Coding> codings,
    Map<Coding, FileLocation> precompressed)
    implements Route {
  private static final Map<Coding, String> SUFFIXES =
      Map.of(Coding.BROTLI, ".br", Coding.ZSTD, ".zst", Coding.GZIP, ".gz");

  public FileRoute {
    codings = List.copyOf(codings);
    precompressed = Map.copyOf(precompressed);
  }

  /** All of a file. */
  public static FileRoute of(FileLocation file, ResponseHead head) {
    return new FileRoute(file, 0, -1, head, List.of(), Map.of());
  }

  /**
   * The same, where clients that take a coding get the file beside it that holds the bytes so: the
   * one with {@code .br}, {@code .zst} or {@code .gz} behind the name, if it is there and not older
   * (by whole seconds, since archives keep no more) than the file itself.
   *
   * @param sought which ones are looked for, best first
   */
  public FileRoute withPrecompressed(List<Coding> sought) {
    boolean isWhole = offset == 0 && length < 0 && file.fd() < 0;
    if (!isWhole || head.fields().get("Content-Encoding") != null) {
      return this;
    }
    Map<Coding, FileLocation> beside = new EnumMap<>(Coding.class);
    for (Coding coding : sought) {
      String suffix = SUFFIXES.get(coding);
      if (suffix != null) {
        Path path = file.path().resolveSibling(file.path().getFileName() + suffix);
        beside.put(coding, new FileLocation(path, file.name() + suffix, -1));
      }
    }
    List<Coding> found = sought.stream().filter(beside::containsKey).distinct().toList();
    return new FileRoute(file, offset, length, head, found, beside);
  }
}
