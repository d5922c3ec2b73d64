/**
 * Objects in S3 and what speaks its protocol, over the loop's HTTP client. {@link
 * dev.sluice.bridge.s3.S3Client} is the door.
 *
 * <p>{@code RequestSigner} knows signatures, {@code S3Address} where an object is, {@code S3Call}
 * one request with its retries. {@code S3Source} reads an object, {@code S3Upload} is a sink that
 * becomes one, {@code Multipart} an upload in parts, {@code StoreUpload} an upload of what has a
 * length.
 */
@NullMarked
package dev.sluice.bridge.s3;

import org.jspecify.annotations.NullMarked;
