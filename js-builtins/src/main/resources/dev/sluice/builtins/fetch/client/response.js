// A Response of what Java got over HTTP.
const { StringPrototypeToLowerCase } = primordials;
const { EMPTY, BodySlots, createStreamBody, nullBody } = require('fetch/body/BodySlots');
const { HeaderList } = require('fetch/HeaderList');
const { ResponseSlots } = require('fetch/Response');
const { NativeOrigin, StreamTag, newStream } = require('streams/readable/native');

/** The bytes of a response: decoded for whoever reads them, and for a proxy as they came (`answer.source(false)`). */
class ResponseOrigin extends NativeOrigin {
  constructor(source, answer) {
    super(source, undefined);
    /** Java's FetchResponseBinding */
    this.answer = answer;
  }
}

/** Names in lower case; a program hears the same ones again and again. */
function headerListFrom(fields) {
  const list = new HeaderList();
  const size = fields.size();
  for (let i = 0; i < size; i++) {
    const name = fields.name(i);
    list.push(name, StringPrototypeToLowerCase(name), fields.value(i));
  }
  return list;
}

function bodyOf(answer, { decompress, maxResponseSize }) {
  if (!answer.hasBody()) return nullBody;
  if (maxResponseSize >= 0) answer.limit(maxResponseSize);
  if (answer.length() === 0) {
    answer.discard();
    return new BodySlots(EMPTY, undefined, null);
  }
  const source = answer.source(decompress);
  return createStreamBody(newStream(new ResponseOrigin(source, answer), StreamTag.Bytes), null);
}

/** @returns {ResponseSlots} */
function createResponse({ urlList, options }, answer) {
  const response = new ResponseSlots(bodyOf(answer, options));
  response.type = 'basic';
  response.urlList = urlList;
  response.status = answer.status();
  response.statusText = answer.statusText();
  response.headerList = headerListFrom(answer.fields());
  response.isImmutable = true;
  return response;
}

module.exports = { ResponseOrigin, createResponse };
