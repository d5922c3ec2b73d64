package dev.sluice.bridge.file;

/**
 * A range of a file.
 *
 * @param length −1 for all that is there when its end is reached
 */
public record FileRange(FileLocation file, long offset, long length) {}
