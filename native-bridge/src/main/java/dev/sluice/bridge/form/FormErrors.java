package dev.sluice.bridge.form;

import dev.sluice.bridge.BridgeException;

/** The faults of forms: a TypeError to scripts. */
final class FormErrors {
  private FormErrors() {}

  /** The bytes are no form. */
  static BridgeException malformed(String why) {
    return BridgeException.type("ERR_FORMDATA_PARSE_ERROR", "Invalid multipart/form-data: " + why);
  }
}
