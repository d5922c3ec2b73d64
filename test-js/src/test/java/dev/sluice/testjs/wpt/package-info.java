/**
 * Runs the {@code .any.js} files of the web-platform-tests against the runtime: a pinned corpus
 * outside git, a fresh context per file on a shared engine, and a table of expectations in which
 * every failure has its reason.
 */
@NullMarked
package dev.sluice.testjs.wpt;

import org.jspecify.annotations.NullMarked;
