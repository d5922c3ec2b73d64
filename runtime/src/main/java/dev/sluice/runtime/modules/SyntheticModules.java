package dev.sluice.runtime.modules;

import java.util.List;

/**
 * The modules that the host provides by name, such as {@code "bun"} or {@code "node:path"}. They
 * win over packages of the same name.
 *
 * <p>The properties of a JavaScript object become the exports, the object itself is the default
 * export unless it has a property {@code default}. Used on the thread of the context.
 */
public interface SyntheticModules {
  /** No modules. */
  SyntheticModules NONE =
      new SyntheticModules() {
        @Override
        public boolean provides(String specifier) {
          return false;
        }

        @Override
        public List<String> names(String specifier) {
          return List.of();
        }

        @Override
        public Object exports(String specifier) {
          throw new IllegalArgumentException(specifier);
        }
      };

  /**
   * Is there a module of exactly this name? Asked for each specifier that is no path or URL of a
   * file.
   */
  boolean provides(String specifier);

  /**
   * The names that the module exports besides {@code default}. Asked once, when it is first
   * imported.
   */
  List<String> names(String specifier);

  /** The JavaScript object with the exports. Asked once, when the module is evaluated. */
  Object exports(String specifier);
}
