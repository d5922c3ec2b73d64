import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.graalvm.shadowed.com.ibm.icu.lang.UCharacter;
import org.graalvm.shadowed.com.ibm.icu.lang.UProperty;
import org.graalvm.shadowed.com.ibm.icu.text.Normalizer2;

/**
 * Writes {@code idna.idx}, the table behind {@code IdnaTable}: what UTS 46 maps each code point to,
 * and the joining types and viramas that RFC 5892's context rules ask for. It is taken from the ICU
 * that the JavaScript engine brings along, whose Unicode version (16.0) is that of JDK 25.
 *
 * <p>Run by hand when either moves to another Unicode version, from native-bridge: {@code java -cp
 * icu4j-25.0.3.jar src/build/java/MakeIdnaTable.java
 * src/main/resources/dev/sluice/bridge/url/idna.idx}
 */
public final class MakeIdnaTable {
  private static final int VALID = 0;
  private static final int DISALLOWED = 1;
  private static final int IGNORED = 2;
  private static final int MAPPED = 3;
  private static final int SHIFTED = 4;
  private static final int ALTERNATING = 5;

  private static final int END = 0x110000;

  /** The mapping of each code point, null for disallowed ones. */
  private static final String[] mappings = new String[END];

  public static void main(String[] arguments) throws IOException {
    Normalizer2 uts46 = Normalizer2.getInstance(null, "uts46", Normalizer2.Mode.COMPOSE);
    for (int c = 0; c < END; c++) {
      boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
      String mapped = surrogate ? "\uFFFD" : uts46.normalize(Character.toString(c));
      mappings[c] = mapped.indexOf('\uFFFD') >= 0 ? null : mapped;
    }
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    writeMappings(table);
    writeJoiningTypes(table);
    writeViramas(table);
    Deflater best = new Deflater(Deflater.BEST_COMPRESSION, true);
    try (OutputStream out =
        new DeflaterOutputStream(Files.newOutputStream(Path.of(arguments[0])), best)) {
      table.writeTo(out);
    }
  }

  /** Runs of one kind: a length, the kind, and what the kind needs. */
  private static void writeMappings(ByteArrayOutputStream out) {
    List<byte[]> runs = new ArrayList<>();
    for (int start = 0; start < END; ) {
      int kind = kind(start);
      int end = start + 1;
      if (kind == ALTERNATING) {
        while (end + 1 < END && kind(end + 1) == ALTERNATING) {
          end += 2;
        }
        end++;
      } else {
        while (end < END && kind(end) == kind && (kind != SHIFTED || shift(end) == shift(start))) {
          end++;
        }
      }
      ByteArrayOutputStream run = new ByteArrayOutputStream();
      writeInt(run, end - start);
      run.write(kind);
      if (kind == SHIFTED) {
        writeInt(run, (shift(start) << 1) ^ (shift(start) >> 31));
      } else if (kind == MAPPED) {
        for (int c = start; c < end; c++) {
          byte[] text = mappings[c].getBytes(StandardCharsets.UTF_8);
          writeInt(run, text.length);
          run.writeBytes(text);
        }
      }
      runs.add(run.toByteArray());
      start = end;
    }
    writeInt(out, runs.size());
    runs.forEach(out::writeBytes);
  }

  private static int kind(int c) {
    String mapped = mappings[c];
    if (mapped == null) {
      return DISALLOWED;
    } else if (mapped.isEmpty()) {
      return IGNORED;
    } else if (mapped.equals(Character.toString(c))) {
      return VALID;
    } else if (mapped.codePointCount(0, mapped.length()) > 1) {
      return MAPPED;
    } else if (shift(c) == 1 && Character.toString(c + 1).equals(mappings[c + 1])) {
      return ALTERNATING;
    } else {
      return SHIFTED;
    }
  }

  private static int shift(int c) {
    return mappings[c].codePointAt(0) - c;
  }

  /** Runs of one type that is not «non-joining»: the gap before it, its length, its letter. */
  private static void writeJoiningTypes(ByteArrayOutputStream out) {
    List<byte[]> runs = new ArrayList<>();
    int last = 0;
    for (int start = 0; start < END; ) {
      char type = joiningType(start);
      int end = start + 1;
      while (end < END && joiningType(end) == type) {
        end++;
      }
      if (type != 'U') {
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        writeInt(run, start - last);
        writeInt(run, end - start);
        run.write(type);
        runs.add(run.toByteArray());
        last = end;
      }
      start = end;
    }
    writeInt(out, runs.size());
    runs.forEach(out::writeBytes);
  }

  private static char joiningType(int c) {
    return switch (UCharacter.getIntPropertyValue(c, UProperty.JOINING_TYPE)) {
      case UCharacter.JoiningType.DUAL_JOINING -> 'D';
      case UCharacter.JoiningType.LEFT_JOINING -> 'L';
      case UCharacter.JoiningType.RIGHT_JOINING -> 'R';
      case UCharacter.JoiningType.TRANSPARENT -> 'T';
      default -> 'U';
    };
  }

  private static void writeViramas(ByteArrayOutputStream out) {
    List<Integer> viramas = new ArrayList<>();
    for (int c = 0; c < END; c++) {
      if (UCharacter.getIntPropertyValue(c, UProperty.CANONICAL_COMBINING_CLASS) == 9) {
        viramas.add(c);
      }
    }
    writeInt(out, viramas.size());
    int last = 0;
    for (int virama : viramas) {
      writeInt(out, virama - last);
      last = virama;
    }
  }

  /** Seven bits a byte, the least first; the top bit says that more follow. */
  private static void writeInt(ByteArrayOutputStream out, int value) {
    for (; value > 0x7F; value >>>= 7) {
      out.write(value & 0x7F | 0x80);
    }
    out.write(value);
  }
}
