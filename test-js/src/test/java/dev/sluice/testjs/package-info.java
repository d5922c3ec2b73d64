/** What all tests of the reactor's last module share: how they start the runtime under test. */
@NullMarked
package dev.sluice.testjs;

import org.jspecify.annotations.NullMarked;
