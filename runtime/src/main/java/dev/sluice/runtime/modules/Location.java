package dev.sluice.runtime.modules;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a module comes from: its identity. Two specifiers mean one module if their locations are
 * equal.
 */
sealed interface Location {
  /**
   * The name by which GraalJS knows the module; stacks and error messages show it. Unique among the
   * locations of a loader. It begins with "/" (a file) or holds a colon (anything else).
   */
  String id();

  /** What {@code import.meta.url} says. */
  String url();

  /** What the text is. */
  Format format();

  /** The kinds of modules. */
  enum Format {
    MODULE,
    JSON
  }

  /**
   * A file.
   *
   * @param file its real path: symbolic links are resolved, so that a file is one module
   * @param suffix the query and fragment of the specifier, or "": each makes a module of its own
   */
  record OfFile(Path file, String suffix, Format format) implements Location {
    @Override
    public String id() {
      String path = file.toString();
      boolean plain = suffix.isEmpty() && path.startsWith("/") && !FileUrl.needsEscape(path);
      return plain ? path : url();
    }

    @Override
    public String url() {
      return FileUrl.of(file) + suffix;
    }
  }

  /**
   * A text that is no file: a data: URL, or code from the command line.
   *
   * @param base the folder that relative specifiers and packages are looked up from; null if the
   *     text lies nowhere, so that it can import URLs and built-in modules only
   */
  record OfText(String id, String url, String text, Format format, @Nullable Path base)
      implements Location {}

  /** A module that the host provides under {@code specifier}. */
  record OfHost(String specifier) implements Location {
    @Override
    public String id() {
      return "sluice:module/" + specifier;
    }

    @Override
    public String url() {
      return specifier;
    }

    @Override
    public Format format() {
      return Format.MODULE;
    }
  }

  /** The hidden module that gives {@code owner} its {@code import.meta} and {@code import()}. */
  record OfScope(Location owner) implements Location {
    @Override
    public String id() {
      return "sluice:scope/" + owner.id();
    }

    @Override
    public String url() {
      return id();
    }

    @Override
    public Format format() {
      return Format.MODULE;
    }
  }

  /** {@code modules.js}, which generated modules import. The engine holds it from the start. */
  record OfSupport() implements Location {
    static final String ID = "sluice:modules.js";

    @Override
    public String id() {
      return ID;
    }

    @Override
    public String url() {
      return ID;
    }

    @Override
    public Format format() {
      return Format.MODULE;
    }
  }
}
