const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const FOREIGN_TAG = /<(?!(?:!doctype html|link rel="stylesheet" href="style\.css"|\/?(?:title|h1|p))>)/;

/** A page of the site. The first paragraph of the text is its title; blank lines part its paragraphs. */
export function renderPage(text: string): string {
  const [title = '', ...paragraphs] = text
    .trim()
    .split(/\n\s*\n/)
    .map(escapeText);
  const head = `<!doctype html>\n<title>${title}</title>\n<link rel="stylesheet" href="style.css">\n<h1>${title}</h1>`;
  return [head, ...paragraphs.map((paragraph) => `<p>${paragraph}</p>`), ''].join('\n');
}

/** Whether a page has a tag that {@link renderPage} did not make: one that came out of a text. */
export function hasForeignTag(page: string): boolean {
  return FOREIGN_TAG.test(page);
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}
