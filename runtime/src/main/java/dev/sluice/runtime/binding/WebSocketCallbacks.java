package dev.sluice.runtime.binding;

import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * The functions of builtins that WebSockets call, each with the owner first. Null where nobody
 * wants to know.
 *
 * @param onText {@code (owner, text)}
 * @param onBytes {@code (owner, buffer)}, a ByteBuffer over all of an array that nobody keeps
 * @param onPing likewise
 * @param onPong likewise
 * @param onDrain {@code (owner)}
 * @param onClose {@code (owner, code, reason, wasClean)}, last of all
 */
record WebSocketCallbacks(
    Value onText,
    Value onBytes,
    @Nullable Value onPing,
    @Nullable Value onPong,
    @Nullable Value onDrain,
    Value onClose) {}
