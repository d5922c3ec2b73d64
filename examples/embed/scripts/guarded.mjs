/** What the host says under a name that no server has. */
export async function settings() {
  const response = await fetch('http://settings.internal/');
  const { colour } = await response.json();
  return `The host likes ${colour}`;
}

/** What becomes of a request. */
export async function ask(url) {
  try {
    const { status } = await fetch(url);
    return `${url}: ${status}`;
  } catch (error) {
    return `${url}: ${error.code}, ${error.cause.message}`;
  }
}
