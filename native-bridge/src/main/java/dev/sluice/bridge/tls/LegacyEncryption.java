package dev.sluice.bridge.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The way in which OpenSSL encrypted keys before PKCS#8: {@code Proc-Type: 4,ENCRYPTED}, and a
 * {@code DEK-Info} that names cipher and initialisation vector (RFC 1421 §4.6.1). The key comes of
 * the passphrase by OpenSSL's EVP_BytesToKey with MD5, one round, salted with the vector's first
 * eight bytes: weak, but such files are about.
 */
final class LegacyEncryption {
  private enum Scheme {
    AES_128_CBC("AES", 16),
    AES_192_CBC("AES", 24),
    AES_256_CBC("AES", 32),
    DES_EDE3_CBC("DESede", 24);

    final String algorithm;
    final int keyLength;

    Scheme(String algorithm, int keyLength) {
      this.algorithm = algorithm;
      this.keyLength = keyLength;
    }
  }

  private static final int SALT_LENGTH = 8;

  private LegacyEncryption() {}

  /** Is the block encrypted in this way? */
  static boolean isUsed(PemBlock block) {
    return block.headers().getOrDefault("Proc-Type", "").contains("ENCRYPTED");
  }

  /**
   * The block's bytes in the clear.
   *
   * @throws GeneralSecurityException a wrong passphrase, or a cipher that is not known
   */
  static byte[] decrypt(PemBlock block, byte[] passphrase) throws GeneralSecurityException {
    String[] info = block.headers().getOrDefault("DEK-Info", "").split(",", -1);
    Scheme scheme;
    byte[] iv;
    try {
      scheme = Scheme.valueOf(info[0].strip().replace('-', '_').toUpperCase(Locale.ROOT));
      iv = HexFormat.of().parseHex(info.length == 2 ? info[1].strip() : "");
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the cipher '" + info[0] + "' is not supported", e);
    }
    if (iv.length < SALT_LENGTH) {
      throw new GeneralSecurityException("DEK-Info has no initialisation vector");
    }
    Cipher cipher = Cipher.getInstance(scheme.algorithm + "/CBC/PKCS5Padding");
    byte[] key = key(passphrase, Arrays.copyOf(iv, SALT_LENGTH), scheme.keyLength);
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key, scheme.algorithm), new IvParameterSpec(iv));
    return cipher.doFinal(block.der());
  }

  private static byte[] key(byte[] passphrase, byte[] salt, int length)
      throws GeneralSecurityException {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    byte[] key = new byte[length];
    byte[] digest = {};
    for (int at = 0; at < length; at += digest.length) {
      md5.update(digest);
      md5.update(passphrase);
      digest = md5.digest(salt);
      System.arraycopy(digest, 0, key, at, Math.min(digest.length, length - at));
    }
    return key;
  }
}
