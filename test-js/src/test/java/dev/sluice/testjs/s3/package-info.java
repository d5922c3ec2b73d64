/** S3 against a server that others have written. */
@NullMarked
package dev.sluice.testjs.s3;

import org.jspecify.annotations.NullMarked;
