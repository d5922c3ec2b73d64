// The headers of a Request or Response that nobody has looked at: slots with `headerList`, `headers` and `body`. While `headerList` is
// undefined there is no header but the Content-Type that the body brings along.

/** The header list, made now if need be. */
function headerListOf(slots) {
  if (slots.headerList === undefined) {
    const { HeaderList } = require('fetch/HeaderList');
    slots.headerList = new HeaderList();
    addContentType(slots.headerList, slots.body.type);
  }
  return slots.headerList;
}

/** Adds a body's Content-Type, unless the list has one or the body brings none (null). */
function addContentType(list, type) {
  if (type !== null && !list.contains('content-type')) list.push('Content-Type', 'content-type', type);
}

/** The combined Content-Type, without making a header list. @returns {string|null} */
function contentTypeOf(slots) {
  return slots.headerList === undefined ? slots.body.type : slots.headerList.get('content-type');
}

/** The Headers object, the same each time. @param {number} guard of Guard in fetch/Headers */
function headersOf(slots, guard) {
  if (slots.headers === undefined) slots.headers = require('fetch/Headers').createHeaders(headerListOf(slots), guard);
  return slots.headers;
}

module.exports = { addContentType, contentTypeOf, headerListOf, headersOf };
