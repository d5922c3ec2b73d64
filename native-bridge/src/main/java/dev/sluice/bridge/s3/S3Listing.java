package dev.sluice.bridge.s3;

import dev.sluice.bridge.Exported;
import java.util.List;

/**
 * What a bucket has been said to hold (S3 API reference, ListObjectsV2). Texts are as they came;
 * empty ones were not said. The elements of the document are looked at when somebody asks.
 */
public final class S3Listing {
  private final XmlElement root;
  private final List<XmlElement> contents;
  private final List<XmlElement> prefixes;

  private S3Listing(XmlElement root) {
    this.root = root;
    this.contents = root.all("Contents");
    this.prefixes = root.all("CommonPrefixes");
  }

  static S3Listing of(XmlElement root) {
    return new S3Listing(root);
  }

  /** A text of the list's own, such as {@code Prefix} or {@code IsTruncated}. */
  @Exported
  public String text(String name) {
    return root.text(name);
  }

  /** How many objects there are in it. */
  @Exported
  public int size() {
    return contents.size();
  }

  /** The object at {@code index}. */
  @Exported
  public Entry entry(int index) {
    return new Entry(contents.get(index));
  }

  /** How many entries stand for keys with the same beginning. */
  @Exported
  public int prefixes() {
    return prefixes.size();
  }

  /** What the keys behind the entry at {@code index} begin with. */
  @Exported
  public String prefix(int index) {
    return prefixes.get(index).text("Prefix");
  }

  /** An object as a list tells of it. */
  public static final class Entry {
    private final XmlElement element;

    private Entry(XmlElement element) {
      this.element = element;
    }

    /** A text of the object's, such as {@code Key}. */
    @Exported
    public String text(String name) {
      return element.text(name);
    }

    /** A text of an element in it, such as {@code ID} of {@code Owner}. */
    @Exported
    public String text(String outer, String name) {
      XmlElement found = element.first(outer);
      return found == null ? "" : found.text(name);
    }

    /** Is there such an element? */
    @Exported
    public boolean has(String name) {
      return element.first(name) != null;
    }
  }
}
