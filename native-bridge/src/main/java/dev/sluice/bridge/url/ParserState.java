package dev.sluice.bridge.url;

/**
 * The states of the URL parser by the standard's names (URL §4.4), then two that it says in words.
 */
enum ParserState {
  SCHEME_START,
  SCHEME,
  NO_SCHEME,
  SPECIAL_RELATIVE_OR_AUTHORITY,
  PATH_OR_AUTHORITY,
  RELATIVE,
  RELATIVE_SLASH,
  SPECIAL_AUTHORITY_SLASHES,
  SPECIAL_AUTHORITY_IGNORE_SLASHES,
  AUTHORITY,
  HOST,
  HOSTNAME,
  PORT,
  FILE,
  FILE_SLASH,
  FILE_HOST,
  PATH_START,
  PATH,
  OPAQUE_PATH,
  QUERY,
  FRAGMENT,
  DONE,
  FAILURE
}
