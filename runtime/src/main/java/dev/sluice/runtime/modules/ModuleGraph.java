package dev.sluice.runtime.modules;

import dev.sluice.bridge.RecentMap;
import dev.sluice.runtime.modules.ResolutionException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The modules that a loader has met: their locations by id, their texts as the engine sees them,
 * the aliases in these texts, and the failures, so that an error of the engine can be recognised.
 *
 * <p>Belongs to the thread of the context.
 */
final class ModuleGraph {
  /** As many failures are remembered: an error is caught soon after it was thrown. */
  private static final int FAILURES = 64;

  private final Resolver resolver;
  private final SyntheticModules synthetic;
  private final Location.OfText workingDirectory;
  private final Map<String, Location> known = new HashMap<>();
  private final Map<String, ModuleRewriter.Result> rewritten = new HashMap<>();
  private final Map<String, String> aliases = new HashMap<>();

  /** What an alias stands for, by its number: a specifier, or a location. */
  private final List<Object> aliased = new ArrayList<>();

  private final Map<String, ResolutionException> failures = new RecentMap<>(FAILURES);

  /**
   * Who imported last, and what the engine looked at last: what an error of the engine is about.
   */
  private String lastAsker = "";

  private @Nullable Location lastLocation;

  ModuleGraph(Path workingDirectory, Resolver resolver, SyntheticModules synthetic) {
    this.resolver = resolver;
    this.synthetic = synthetic;
    this.workingDirectory =
        new Location.OfText(
            "sluice:start",
            FileUrl.of(workingDirectory) + "/",
            "",
            Location.Format.MODULE,
            workingDirectory);
  }

  /** Stands for the referrer of what no module asks for. */
  Location.OfText workingDirectory() {
    return workingDirectory;
  }

  /** The module of that id or alias, if it was met before. */
  @Nullable Location known(String id) {
    return id.startsWith(ModuleRewriter.SCOPE) && aliasOf(id) instanceof Location location
        ? location
        : known.get(id);
  }

  /** The module of {@code id}, which some module's code names. */
  Location require(String id) {
    Location location = id.equals(workingDirectory.id()) ? workingDirectory : known.get(id);
    if (location == null) {
      throw new IllegalArgumentException("no module " + id);
    }
    return location;
  }

  /** Makes a module known that no specifier leads to. */
  void add(Location location) {
    known.put(location.id(), location);
  }

  /** Who asks, when GraalJS asks {@code path}: a module, or a script that says it lies there. */
  Location referrer(ModulePath path) {
    try {
      return path.location();
    } catch (ResolutionException e) {
      Path file = Path.of(path.toString());
      Path folder = file.isAbsolute() ? file.getParent() : null;
      return folder == null
          ? workingDirectory
          : new Location.OfText(
              path.toString(), FileUrl.of(file), "", Location.Format.MODULE, folder);
    }
  }

  /** Resolves a specifier of a declaration, or one of our own names for a module. */
  Location resolve(String specifier, Location referrer) throws ResolutionException {
    return resolve(specifier, referrer, false);
  }

  /** Resolves the argument of {@code import()}. */
  Location resolveCall(String specifier, Location referrer) throws ResolutionException {
    return resolve(specifier, referrer, true);
  }

  private Location resolve(String specifier, Location referrer, boolean call)
      throws ResolutionException {
    String meant = specifier;
    if (specifier.startsWith(ModuleRewriter.SCOPE)) {
      if (specifier.equals(ModuleRewriter.SCOPE)) {
        return met(new Location.OfScope(referrer));
      }
      if (specifier.equals(GeneratedText.SUPPORT)
          && (referrer instanceof Location.OfScope || referrer instanceof Location.OfHost)) {
        return new Location.OfSupport();
      }
      Object target = aliasOf(specifier);
      if (target instanceof Location location) {
        return location;
      }
      meant = target instanceof String text ? text : specifier;
    }
    lastAsker = asker(referrer, meant, call);
    Location exact = known.get(meant);
    if (exact != null) {
      return exact;
    }
    try {
      return met(resolver.resolve(meant, base(referrer), lastAsker));
    } catch (ResolutionException e) {
      throw remember(e);
    }
  }

  /** What {@code import.meta.resolve} of {@code referrer} answers. */
  String resolveUrl(String specifier, Location referrer) throws ResolutionException {
    return resolver.resolveUrl(specifier, base(referrer), asker(referrer, specifier, true));
  }

  /** A specifier by which code without a referrer can import {@code location}. */
  String importable(Location location) {
    if (location.id().startsWith("/")) {
      return location.id();
    }
    return aliases.computeIfAbsent("=" + location.id(), key -> newAlias(location));
  }

  private String newAlias(Object target) {
    aliased.add(target);
    return ModuleRewriter.SCOPE + (aliased.size() - 1);
  }

  private @Nullable Object aliasOf(String alias) {
    try {
      return aliased.get(Integer.parseInt(alias.substring(ModuleRewriter.SCOPE.length())));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  /** The bytes that the engine parses. */
  byte[] text(Location location) throws IOException {
    String text =
        switch (location) {
          case Location.OfFile file when file.format() == Location.Format.JSON -> read(file);
          case Location.OfText json when json.format() == Location.Format.JSON -> json.text();
          case Location.OfFile file -> rewrite(file, read(file));
          case Location.OfText inline -> rewrite(inline, inline.text());
          case Location.OfScope scope -> GeneratedText.scope(scope.owner().id());
          case Location.OfSupport support -> throw new IOException("no text: " + support.id());
          case Location.OfHost host ->
              GeneratedText.host(host.specifier(), synthetic.names(host.specifier()));
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String read(Location.OfFile location) throws ResolutionException {
    try {
      String text = new String(Files.readAllBytes(location.file()), StandardCharsets.UTF_8);
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (IOException e) {
      boolean denied = e instanceof AccessDeniedException;
      throw remember(
          new ResolutionException(
              denied ? Kind.EACCES : Kind.EIO,
              "Cannot read module %s imported from %s: %s"
                  .formatted(
                      location.file(), lastAsker, denied ? "permission denied" : e.getMessage())));
    }
  }

  private String rewrite(Location location, String text) {
    ModuleRewriter.Result result =
        ModuleRewriter.rewrite(
            text, specifier -> aliases.computeIfAbsent(specifier, this::newAlias));
    rewritten.put(location.id(), new ModuleRewriter.Result("", result.declared(), result.called()));
    return result.text();
  }

  /** GraalJS is about to load {@code location}. */
  Location.Format looksAt(Location location) {
    lastLocation = location;
    return location.format();
  }

  /** The failure that an error with {@code message} tells of, if it is one of ours. */
  @Nullable ResolutionException recall(String message) {
    Location location = lastLocation;
    if (message.equals("Invalid module type was asserted") && location != null) {
      return location.format() == Location.Format.JSON
          ? new ResolutionException(
              Kind.IMPORT_ATTRIBUTE_MISSING,
              "Module '%s' imported from %s is JSON: import it with { type: 'json' }"
                  .formatted(location.url(), lastAsker))
          : new ResolutionException(
              Kind.IMPORT_ATTRIBUTE_UNSUPPORTED,
              "Module '%s' imported from %s is JavaScript, which the given import attribute does not fit"
                  .formatted(location.url(), lastAsker));
    }
    return failures.get(message);
  }

  private ResolutionException remember(ResolutionException failure) {
    failures.put(failure.text(), failure);
    return failure;
  }

  private Location met(Location location) {
    Location before = known.putIfAbsent(location.id(), location);
    return before == null ? location : before;
  }

  private static @Nullable Path base(Location referrer) {
    return switch (referrer) {
      case Location.OfFile file -> file.file().getParent();
      case Location.OfText text -> text.base();
      case Location.OfHost host -> null;
      case Location.OfSupport support -> null;
      case Location.OfScope scope -> base(scope.owner());
    };
  }

  private String asker(Location referrer, String specifier, boolean call) {
    if (referrer.equals(workingDirectory)) {
      return String.valueOf(workingDirectory.base());
    }
    ModuleRewriter.Result result = rewritten.get(referrer.id());
    String position =
        result == null ? null : (call ? result.called() : result.declared()).get(specifier);
    return position == null || position.isEmpty() ? referrer.id() : referrer.id() + ":" + position;
  }
}
