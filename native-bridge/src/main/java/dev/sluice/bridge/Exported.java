package dev.sluice.bridge;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what builtins written in JavaScript may touch: a method or field of a host object, or a
 * functional interface that a JavaScript function may implement. The runtime gives this annotation
 * to the engine's host access policy, so that this module exports to scripts without knowing the
 * engine.
 *
 * <p>Nothing marked so is ever handed to a user's script; builtins are the only callers. All calls
 * come on the thread of the event loop that owns the context.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.FIELD, ElementType.TYPE, ElementType.CONSTRUCTOR})
public @interface Exported {}
