package dev.sluice.bridge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldSyntaxTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "5, 5", "0005, 5", "999999999999999999, 999999999999999999"})
  void aLengthIsDigits(String text, long length) {
    assertEquals(length, FieldSyntax.length(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " 5", "5 ", "+5", "-5", "5,5", "0x5", "5.0", "\u0665", "1111111111111111111"})
  void nothingElseIsALength(String text) {
    assertEquals(-1, FieldSyntax.length(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a \t b", " a \t b", "a \t b\t", "\t \ta \t b \t "})
  void blanksAroundAValueAreNoneOfIt(String value) {
    assertEquals("a \t b", FieldSyntax.trimmed(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t \t"})
  void aValueOfBlanksIsEmpty(String value) {
    assertEquals("", FieldSyntax.trimmed(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00a0a\u00a0", "\na\r", "\u000ba\f"})
  void otherSpacesAreOfTheValue(String value) {
    assertEquals(value, FieldSyntax.trimmed(value));
  }
}
