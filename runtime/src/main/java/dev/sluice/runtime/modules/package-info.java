/**
 * ES modules: which file or text a specifier means, and how the engine gets it.
 *
 * <p>{@link dev.sluice.runtime.modules.ModuleLoader} is the door. Behind it: {@code Resolver} finds
 * what a specifier means (Node's ESM resolution), {@code ModuleFileSystem} hands it to GraalJS's
 * own loader, {@code ModuleRewriter} gives {@code import()} and {@code import.meta} to our own
 * code. docs/modules.md explains all of it.
 */
@NullMarked
package dev.sluice.runtime.modules;

import org.jspecify.annotations.NullMarked;
