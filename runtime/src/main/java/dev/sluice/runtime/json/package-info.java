/**
 * {@code JSON.parse} and {@code JSON.stringify} for plain documents, in Java over the engine's own
 * strings, arrays and shapes of objects. Whatever is not plain is the engine's.
 *
 * <p>The classes here are compiled against the engine's inside, of the version that is pinned, and
 * are loaded only where {@link dev.sluice.runtime.json.EngineModules} could open it. {@link
 * dev.sluice.runtime.json.FastJson} is the door.
 */
@NullMarked
package dev.sluice.runtime.json;

import org.jspecify.annotations.NullMarked;
