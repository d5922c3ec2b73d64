package dev.sluice.bridge.s3;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * An element of one of S3's small documents: its name without a prefix, its text, the elements in
 * it. Attributes say nothing there.
 *
 * <p>Whoever is at the other end may send what he likes: there are no document types, no entities
 * but the five of XML, nothing is fetched, and a document is as deep as S3's are.
 */
final class XmlElement {
  private static final int DEPTH = 16;
  private static final String NO_LIMIT = "0";

  private final String name;
  private final StringBuilder text = new StringBuilder();
  private final List<XmlElement> children = new ArrayList<>();

  private XmlElement(String name) {
    this.name = name;
  }

  /**
   * Parses a document.
   *
   * @return its root; null if it is no XML, or none that we take
   */
  static @Nullable XmlElement parse(byte[] document) {
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(document));
      try {
        return read(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException e) {
      // The JDK's parser throws more than it declares where a document is odd enough.
      return null;
    }
  }

  /** Not the one that a class path may name, and nothing of what reaches out of a document. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    // They count the likes of &amp; too, of which a list may have very many; other entities there
    // are none, and the document is as long as it is.
    factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", NO_LIMIT);
    factory.setProperty("jdk.xml.totalEntitySizeLimit", NO_LIMIT);
    return factory;
  }

  private static @Nullable XmlElement read(XMLStreamReader reader) throws XMLStreamException {
    List<XmlElement> open = new ArrayList<>();
    @Nullable XmlElement root = null;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          XmlElement element = new XmlElement(reader.getLocalName());
          if (open.size() == DEPTH) {
            return null;
          } else if (open.isEmpty()) {
            root = element;
          } else {
            open.getLast().children.add(element);
          }
          open.add(element);
        }
        case XMLStreamConstants.END_ELEMENT -> open.removeLast();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!open.isEmpty()) {
            open.getLast().text.append(reader.getText());
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
          return null;
        }
        default -> {}
      }
    }
    return root;
  }

  String name() {
    return name;
  }

  String text() {
    return text.toString();
  }

  /** The elements of that name in it, in order. */
  List<XmlElement> all(String child) {
    return children.stream().filter(element -> element.name.equals(child)).toList();
  }

  /** The first element of that name in it, or null. */
  @Nullable XmlElement first(String child) {
    for (XmlElement element : children) {
      if (element.name.equals(child)) {
        return element;
      }
    }
    return null;
  }

  /** The text of the first element of that name in it; empty if there is none. */
  String text(String child) {
    XmlElement element = first(child);
    return element == null ? "" : element.text();
  }

  /** Text as it stands in a document. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
