import { plainText } from '../format/plain-text.ts';

/** XML, made only by {@link element}. */
export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Child = Xml | string | undefined | readonly Child[];
type Attributes = Readonly<Record<string, string | number | undefined>>;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // As plain characters, a parser would turn these into spaces in an attribute.
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Characters that XML 1.0 cannot contain and {@link plainText} keeps (https://www.w3.org/TR/xml/#charsets). */
const FORBIDDEN = /[\ufffe\uffff]/g;

/** An element. Escapes text in attributes and children; omits undefined attributes. */
export function element(name: string, attributes: Attributes, ...children: readonly Child[]): Xml {
  const head = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value), /[&<>"\n\t]/g)}"`)
    .join('');
  const body = children.map(render).join('');
  return new Xml(body === '' ? `<${name}${head}/>` : `<${name}${head}>${body}</${name}>`);
}

function render(child: Child): string {
  if (child === undefined) return '';
  if (child instanceof Xml) return child.text;
  if (typeof child === 'object') return child.map(render).join('');
  return escapeXml(child, /[&<>]/g);
}

function escapeXml(text: string, special: RegExp): string {
  return plainText(text.toWellFormed())
    .replaceAll(FORBIDDEN, '\ufffd')
    .replaceAll(special, (character) => ENTITIES[character] ?? character);
}
