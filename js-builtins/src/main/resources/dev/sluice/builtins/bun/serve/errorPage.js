// What a client sees of an error that no script has dealt with.
const { StringPrototypeIncludes, StringPrototypeReplaceAll, StringPrototypeSlice, StringPrototypeIndexOf } = primordials;

const STATUS = 500;
const TEXT = 'text/plain;charset=utf-8';
const HTML = 'text/html;charset=utf-8';

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:3rem auto;max-width:60rem;padding:0 1rem;color:#222;background:#fff}' +
  'h1{font-size:1.2rem;color:#b00020}pre{background:#f5f5f5;padding:1rem;overflow:auto;font:13px/1.5 ui-monospace,monospace}' +
  '@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}pre{background:#242424}h1{color:#ff6b7f}}';

function escapeHtml(text) {
  let escaped = StringPrototypeReplaceAll(text, '&', '&amp;');
  escaped = StringPrototypeReplaceAll(escaped, '<', '&lt;');
  escaped = StringPrototypeReplaceAll(escaped, '>', '&gt;');
  return StringPrototypeReplaceAll(escaped, '"', '&quot;');
}

function firstLine(text) {
  const end = StringPrototypeIndexOf(text, '\n', 0);
  return end < 0 ? text : StringPrototypeSlice(text, 0, end);
}

/**
 * Answers with status 500. In development the page tells what a person at the terminal sees: the place in the script, its line, the stack;
 * as HTML for a browser, else as text. In production it tells nothing.
 *
 * @param {ServerRequestSlots} served nothing has been answered yet
 */
function answerWithErrorPage({ exchange, handlers }, error) {
  if (!handlers.isDevelopment) {
    exchange.respondText(STATUS, '', TEXT, 'Internal Server Error');
    return;
  }
  const report = internal.errors.describe(error);
  if (!StringPrototypeIncludes(exchange.header('accept') ?? '', 'text/html')) {
    exchange.respondText(STATUS, '', TEXT, `${report}\n`);
    return;
  }
  const title = escapeHtml(firstLine(internal.errors.summary(error)));
  const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head>`;
  exchange.respondText(STATUS, '', HTML, `${head}<body><h1>${title}</h1><pre>${escapeHtml(report)}</pre></body></html>\n`);
}

module.exports = { answerWithErrorPage };
