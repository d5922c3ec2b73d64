package dev.sluice.bridge.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamDecoderTest {
  @Test
  void byteOrderMarkIsRemovedOnceEvenWhenSplit() {
    StreamDecoder decoder = StreamDecoder.of("utf-8", false, false);
    assertEquals("", piece(decoder, "EF"));
    assertEquals("", piece(decoder, "BB"));
    assertEquals("A", piece(decoder, "BF 41"));
    assertEquals("\uFEFF", piece(decoder, "EF BB BF"));
    assertEquals("", last(decoder, ""));
    assertEquals("B", last(decoder, "EF BB BF 42"));
  }

  @Test
  void byteOrderMarkIsKeptOnRequest() {
    assertEquals("\uFEFFA", last(StreamDecoder.of("utf-8", false, true), "EF BB BF 41"));
    assertEquals("\uFEFFA", last(StreamDecoder.of("utf-16le", false, true), "FF FE 41 00"));
  }

  @Test
  void fatalDecoderAnswersNullAndStartsAnew() {
    StreamDecoder decoder = StreamDecoder.of("utf-8", true, false);
    assertEquals("", piece(decoder, "C3"));
    assertNull(last(decoder, "41"));
    assertEquals("B", last(decoder, "42"));
    assertNull(last(StreamDecoder.of("utf-16le", true, false), "00 D8"));
    assertNull(last(StreamDecoder.of("windows-1253", true, false), "AA"));
    assertNull(last(StreamDecoder.of("euc-jp", true, false), "8F A1"));
  }

  @Test
  void utf16IsTheSameTextWhereverItIsCut() {
    String text = "a\u00E9\uD83D\uDE00z";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE);
    for (int cut = 0; cut <= bytes.length; cut++) {
      StreamDecoder decoder = StreamDecoder.of("utf-16be", true, false);
      String start = decoder.decode(bytes, 0, cut, true);
      assertEquals(text, start + decoder.decode(bytes, cut, bytes.length - cut, false));
    }
  }

  @Test
  void loneSurrogatesOfUtf16BecomeReplacementsAndSwallowNothing() {
    assertEquals("\uFFFDA", last(StreamDecoder.of("utf-16le", false, false), "00 D8 41 00"));
    assertEquals("\uFFFD\uFFFD", last(StreamDecoder.of("utf-16le", false, false), "00 DC 00 D8"));
    assertEquals("\uFFFD", last(StreamDecoder.of("utf-16le", false, false), "00 D8 41"));
    assertEquals("A\uFFFD", last(StreamDecoder.of("utf-16le", false, false), "41 00 42"));
  }

  @Test
  void singleByteEncodingsFollowTheStandardsTables() {
    assertEquals(
        "\u20AC\u0081\u017D", last(StreamDecoder.of("windows-1252", false, false), "80 81 8E"));
    assertEquals("\u0104\u02D8", last(StreamDecoder.of("iso-8859-2", false, false), "A1 A2"));
    assertEquals("\u0430", last(StreamDecoder.of("koi8-r", false, false), "C1"));
    assertEquals("\uF780\uF7FF", last(StreamDecoder.of("x-user-defined", false, false), "80 FF"));
    assertEquals("\uFFFD", last(StreamDecoder.of("windows-874", false, false), "DB"));
  }

  /**
   * Java's charsets differ from the standard in few places; what they agree on guards our tables
   * against a slip.
   */
  @Test
  void doubleByteEncodingsAgreeWithJavaOnCommonText() {
    agree("shift_jis", "windows-31j", "日本語テキスト、ｶﾅ 表 ソ");
    agree("euc-jp", "EUC-JP", "日本語テキスト ｶﾅ");
    agree("iso-2022-jp", "ISO-2022-JP", "日本語 abc 漢字");
    agree("euc-kr", "x-windows-949", "한국어 텍스트 똠방각하");
    agree("big5", "Big5", "繁體中文測試");
    agree("gbk", "GBK", "简体中文测试 €");
    agree("gb18030", "GB18030", "简体中文 \u00DE\uD83D\uDE00 \uD840\uDC00");
  }

  @Test
  void doubleByteTextIsTheSameWhereverItIsCut() {
    String[][] cases = {
      {"gb18030", "GB18030", "中\uD83D\uDE00\u00DE文"},
      {"iso-2022-jp", "ISO-2022-JP", "a日b本c"},
      {"big5", "Big5", "繁體"},
    };
    for (String[] each : cases) {
      byte[] bytes = each[2].getBytes(Charset.forName(each[1]));
      for (int cut = 0; cut <= bytes.length; cut++) {
        StreamDecoder decoder = StreamDecoder.of(each[0], true, false);
        String start = decoder.decode(bytes, 0, cut, true);
        assertEquals(each[2], start + decoder.decode(bytes, cut, bytes.length - cut, false));
      }
    }
  }

  @Test
  void bytesThatCompleteNothingAreReadAgain() {
    assertEquals("\uFFFDA", last(StreamDecoder.of("shift_jis", false, false), "85 41"));
    assertEquals("\uFFFD0\uFFFD ", last(StreamDecoder.of("gb18030", false, false), "81 30 81 20"));
    assertEquals("\u00CA\u0304", last(StreamDecoder.of("big5", false, false), "88 62"));
    assertEquals("\uE7C7", last(StreamDecoder.of("gb18030", false, false), "81 35 F4 37"));
  }

  @Test
  void unknownEncodingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> StreamDecoder.of("utf-7", false, false));
  }

  private static void agree(String encoding, String charset, String text) {
    byte[] bytes = text.getBytes(Charset.forName(charset));
    assertEquals(
        text, StreamDecoder.of(encoding, true, false).decode(bytes, 0, bytes.length, false));
  }

  private static @Nullable String piece(StreamDecoder decoder, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return decoder.decode(bytes, 0, bytes.length, true);
  }

  private static @Nullable String last(StreamDecoder decoder, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return decoder.decode(bytes, 0, bytes.length, false);
  }
}
