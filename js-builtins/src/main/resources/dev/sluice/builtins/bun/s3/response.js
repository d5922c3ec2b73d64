// new Response(s3file): a redirect to the object, as in Bun, so that its bytes do not go through this program. Whoever wants to send them
// himself says `new Response(s3file.stream())`, or gives an init.
const { headerListOf } = require('fetch/lazyHeaders');
const { nullBody } = require('fetch/body/BodySlots');
const { fromHost } = require('core/errors');

const FOUND = 302;
const QUARTER_OF_AN_HOUR = 900;

/** @param {ResponseSlots} response whose body is an S3File. Of a slice no URL can be made: that stays a body */
function redirectToObject(response) {
  const { store, offset, length } = response.body.value;
  if (offset !== 0 || length >= 0) return;
  let url;
  try {
    url = internal.s3.presign(store, 'GET', QUARTER_OF_AN_HOUR);
  } catch (e) {
    throw fromHost(e);
  }
  response.body = nullBody;
  response.status = FOUND;
  headerListOf(response).push('Location', 'location', url);
}

module.exports = { redirectToObject };
