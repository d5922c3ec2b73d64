package dev.sluice.bridge.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlElementTest {
  private static @Nullable XmlElement parse(String document) {
    return XmlElement.parse(document.getBytes(UTF_8));
  }

  @Test
  void anErrorOfS3IsRead() {
    XmlElement error =
        parse(
            "<?xml version=\"1.0\"?>\n"
                + "<Error xmlns=\"x\">\n"
                + " <Code>NoSuchKey</Code><Message>a &lt;b&gt; &amp; &quot;c&quot; &#228;"
                + " <![CDATA[<d>]]></Message></Error>\n");
    assertNotNull(error);
    assertEquals("Error", error.name());
    assertEquals("NoSuchKey", error.text("Code"));
    assertEquals("a <b> & \"c\" ä <d>", error.text("Message"));
    assertEquals("", error.text("Absent"));
  }

  @Test
  void whatIsEscapedIsReadBack() {
    String text = "<\"&>ä\u00A0'";
    XmlElement element = parse("<a>" + XmlElement.escape(text) + "</a>");
    assertNotNull(element);
    assertEquals(text, element.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "<a>",
        "<a></b>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
        "<a>&x;</a>",
        "<a>\u0001</a>"
      })
  void whatIsNoneOfS3sDocumentsIsNothing(String document) {
    assertNull(parse(document));
  }

  @Test
  void filesAreNotReached(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "the secret");
    assertNull(
        parse(
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]><a><Code>&x;</Code></a>"));
  }

  /** The JDK's own limits are for documents of strangers with entities of their own. */
  @Test
  void aListMayHaveVeryManyCharactersThatAreEscaped() {
    String key = "a&".repeat(512);
    StringBuilder list = new StringBuilder("<ListBucketResult>");
    for (int i = 0; i < 1000; i++) {
      list.append("<Contents><Key>").append(XmlElement.escape(key)).append("</Key></Contents>");
    }
    XmlElement root = parse(list.append("</ListBucketResult>").toString());
    assertNotNull(root);
    assertEquals(1000, root.all("Contents").size());
    assertEquals(key, root.all("Contents").getLast().text("Key"));
  }

  @Test
  void aDocumentIsNotDeep() {
    assertNotNull(parse("<a>".repeat(16) + "</a>".repeat(16)));
    assertNull(parse("<a>".repeat(100_000)));
  }
}
