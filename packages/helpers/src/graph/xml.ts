/** An element of XML. Its content is XML: text must be escaped. */
export function element(name: string, attributes: Readonly<Record<string, string | number>>, content?: string): string {
  const all = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return content === undefined ? `<${name}${all.join('')}/>` : `<${name}${all.join('')}>${content}</${name}>`;
}

/** A text as XML spells it, within elements and within attributes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

/** A coordinate, to a tenth: more cannot be seen. */
export function round(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}
