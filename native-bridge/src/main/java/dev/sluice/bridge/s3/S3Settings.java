package dev.sluice.bridge.s3;

import dev.sluice.bridge.http.client.Proxy;
import dev.sluice.bridge.tls.TlsOptions;
import org.jspecify.annotations.Nullable;

/** All that can be said of an object besides its key. Immutable. */
public record S3Settings(S3Access access, S3Attributes attributes, S3Transfer transfer) {
  /** What holds where nothing is said. */
  public static final S3Settings NONE =
      new S3Settings(S3Access.NONE, S3Attributes.NONE, S3Transfer.DEFAULT);

  /** A builder that begins with these. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Names are those of Bun's options; see the records for what they mean. */
  public static final class Builder {
    private String accessKeyId;
    private String secretAccessKey;
    private String sessionToken;
    private String bucket;
    private String region;
    private String endpoint;
    private boolean isVirtualHosted;
    private TlsOptions tls;
    private @Nullable Proxy proxy;
    private String acl;
    private String storageClass;
    private String type;
    private String disposition;
    private String encoding;
    private boolean isRequesterPays;
    private long partSize;
    private int queueSize;
    private int retries;

    private Builder(S3Settings from) {
      S3Access access = from.access;
      accessKeyId = access.accessKeyId();
      secretAccessKey = access.secretAccessKey();
      sessionToken = access.sessionToken();
      bucket = access.bucket();
      region = access.region();
      endpoint = access.endpoint();
      isVirtualHosted = access.isVirtualHosted();
      tls = access.tls();
      proxy = access.proxy();
      S3Attributes attributes = from.attributes;
      acl = attributes.acl();
      storageClass = attributes.storageClass();
      type = attributes.type();
      disposition = attributes.disposition();
      encoding = attributes.encoding();
      isRequesterPays = attributes.isRequesterPays();
      partSize = from.transfer.partSize();
      queueSize = from.transfer.queueSize();
      retries = from.transfer.retries();
    }

    /**
     * Sets a text. Another {@code accessKeyId} takes the {@code sessionToken} away, which is to be
     * set behind it.
     *
     * @throws IllegalArgumentException for a name that is none
     */
    public Builder text(String name, String value) {
      switch (name) {
        case "accessKeyId" -> {
          if (!value.equals(accessKeyId)) {
            // A token is of the credentials that it has come with.
            sessionToken = "";
          }
          accessKeyId = value;
        }
        case "secretAccessKey" -> secretAccessKey = value;
        case "sessionToken" -> sessionToken = value;
        case "bucket" -> bucket = value;
        case "region" -> region = value;
        case "endpoint" -> endpoint = value;
        case "acl" -> acl = value;
        case "storageClass" -> storageClass = value;
        case "type" -> type = value;
        case "contentDisposition" -> disposition = value;
        case "contentEncoding" -> encoding = value;
        default -> throw new IllegalArgumentException(name);
      }
      return this;
    }

    public Builder virtualHosted(boolean value) {
      isVirtualHosted = value;
      return this;
    }

    public Builder requesterPays(boolean value) {
      isRequesterPays = value;
      return this;
    }

    public Builder partSize(long bytes) {
      partSize = bytes;
      return this;
    }

    public Builder queueSize(int parts) {
      queueSize = parts;
      return this;
    }

    public Builder retries(int count) {
      retries = count;
      return this;
    }

    public Builder tls(TlsOptions options) {
      tls = options;
      return this;
    }

    public Builder proxy(@Nullable Proxy value) {
      proxy = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException for a number that is out of its range
     */
    public S3Settings build() {
      return new S3Settings(
          new S3Access(
              accessKeyId,
              secretAccessKey,
              sessionToken,
              bucket,
              region,
              endpoint,
              isVirtualHosted,
              tls,
              proxy),
          new S3Attributes(acl, storageClass, type, disposition, encoding, isRequesterPays),
          new S3Transfer(partSize, queueSize, retries));
    }
  }
}
