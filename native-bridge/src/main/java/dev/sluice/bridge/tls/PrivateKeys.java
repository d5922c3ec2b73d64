package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.tls.Der.DerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in PEM: PKCS#8 (RFC 5208), encrypted too (PBES2, RFC 8018), PKCS#1 of RSA (RFC 8017
 * appendix A.1.2), SEC1 of elliptic curves (RFC 5915). The JDK reads PKCS#8 only, so the others are
 * put into its envelope. All faults are ERR_TLS_INVALID_KEY.
 */
final class PrivateKeys {
  /** INTEGER 0: the version of PKCS#8. */
  private static final byte[] VERSION = Der.hex("020100");

  /** rsaEncryption, with its parameters NULL. */
  private static final byte[] RSA = Der.hex("06092a864886f70d0101010500");

  /** id-ecPublicKey; its parameters name the curve. */
  private static final byte[] EC = Der.hex("06072a8648ce3d0201");

  /** The JDK's names of the algorithms in PKCS#8, by the content of their object identifiers. */
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "2a864886f70d010101", "RSA",
          "2a864886f70d01010a", "RSASSA-PSS",
          "2a8648ce3d0201", "EC",
          "2b6570", "EdDSA",
          "2b6571", "EdDSA");

  /** The tag of a SEC1 key's curve: [0] EXPLICIT. */
  private static final int CURVE = 0xa0;

  private static final String PBES2 = "1.2.840.113549.1.5.13";

  private PrivateKeys() {}

  /**
   * All keys in {@code pem}, in order; other blocks are passed over.
   *
   * @throws BridgeException ERR_TLS_INVALID_KEY, also if there is none
   */
  static List<PrivateKey> parse(String pem, @Nullable String passphrase) {
    List<PrivateKey> keys = new ArrayList<>();
    byte @Nullable [] curve = null;
    for (PemBlock block : PemBlock.parse(pem, why -> TlsErrors.key(why, null))) {
      switch (block.label()) {
        case "EC PARAMETERS" -> curve = block.der();
        case "PRIVATE KEY" -> keys.add(ofPkcs8(block.der()));
        case "ENCRYPTED PRIVATE KEY" -> keys.add(ofPkcs8(decrypted(block, passphrase)));
        case "RSA PRIVATE KEY" -> keys.add(ofPkcs8(wrap(RSA, clear(block, passphrase))));
        case "EC PRIVATE KEY" -> keys.add(ofSec1(clear(block, passphrase), curve));
        default -> refuseUnknown(block.label());
      }
    }
    if (keys.isEmpty()) {
      throw TlsErrors.key("has no private key in PEM ('-----BEGIN PRIVATE KEY-----' …)", null);
    }
    return keys;
  }

  private static void refuseUnknown(String label) {
    if (label.endsWith("PRIVATE KEY")) {
      throw TlsErrors.key(
          "is a '" + label + "', which is not supported: PKCS#8, PKCS#1 and SEC1 are", null);
    }
  }

  private static PrivateKey ofPkcs8(byte[] der) {
    try {
      Der info = new Der(der).enter(Der.SEQUENCE);
      info.read(Der.INTEGER);
      String id = HexFormat.of().formatHex(info.enter(Der.SEQUENCE).read(Der.OBJECT_ID));
      String algorithm = ALGORITHMS.get(id);
      if (algorithm == null) {
        throw TlsErrors.key("is of an algorithm that is not supported: RSA, EC, EdDSA are", null);
      }
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (DerException | GeneralSecurityException e) {
      throw TlsErrors.key("cannot be read: " + e.getMessage(), e);
    }
  }

  /** SEC1 names the curve inside, or leaves it to a block before. */
  private static PrivateKey ofSec1(byte[] der, byte @Nullable [] curveBefore) {
    try {
      Der key = new Der(der).enter(Der.SEQUENCE);
      key.read(Der.INTEGER);
      key.read(Der.OCTET_STRING);
      byte[] curve = key.peek() == CURVE ? key.read(CURVE) : curveBefore;
      if (curve == null) {
        throw TlsErrors.key("is a key of an elliptic curve that does not say which", null);
      }
      return ofPkcs8(wrap(join(EC, curve), der));
    } catch (DerException e) {
      throw TlsErrors.key("cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return Der.write(
        Der.SEQUENCE,
        VERSION,
        Der.write(Der.SEQUENCE, algorithm),
        Der.write(Der.OCTET_STRING, key));
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] both = new byte[a.length + b.length];
    System.arraycopy(a, 0, both, 0, a.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static byte[] clear(PemBlock block, @Nullable String passphrase) {
    if (!LegacyEncryption.isUsed(block)) {
      return block.der();
    }
    byte[] secret = need(passphrase).getBytes(StandardCharsets.UTF_8);
    try {
      return LegacyEncryption.decrypt(block, secret);
    } catch (GeneralSecurityException e) {
      throw undecryptable(e);
    }
  }

  private static byte[] decrypted(PemBlock block, @Nullable String passphrase) {
    char[] secret = need(passphrase).toCharArray();
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(block.der());
      AlgorithmParameters parameters = info.getAlgParameters();
      // The JDK tells only by its parameters' text which of PBES2's many schemes it is.
      boolean isPbes2 = info.getAlgName().equals(PBES2) || info.getAlgName().equals("PBES2");
      String scheme = isPbes2 && parameters != null ? parameters.toString() : info.getAlgName();
      Key key = SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(secret));
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return info.getKeySpec(cipher).getEncoded();
    } catch (IOException | GeneralSecurityException e) {
      throw undecryptable(e);
    }
  }

  private static String need(@Nullable String passphrase) {
    if (passphrase == null) {
      throw TlsErrors.key("is encrypted, and there is no tls.passphrase", null);
    }
    return passphrase;
  }

  private static BridgeException undecryptable(Exception e) {
    return TlsErrors.key(
        "cannot be decrypted: the passphrase is wrong, or the encryption is not supported ("
            + e.getMessage()
            + ")",
        e);
  }
}
