import { UsageError } from '../usage.ts';

const LIST = /(export const scenarios\b[^=]*= )\[([^\]]*)\];/;
const MAX_WIDTH = 110;

/**
 * The text of `scenarios/index.ts` with one more scenario in it.
 *
 * @param name of the constant
 * @param file its file, from that folder: `./my-check.ts`
 * @throws {UsageError} when the text is not as expected: then nothing is guessed
 */
export function withScenario(text: string, name: string, file: string): string {
  const list = LIST.exec(text);
  const imports = [...text.matchAll(/^import [^;]* from '(\.\/[^']+)';\n/gm)];
  if (list === null || imports.length === 0) {
    throw new UsageError(
      'scenarios/index.ts has no list of scenarios that can be added to: write it in by hand',
    );
  }
  const [whole, head = '', entries = ''] = list;
  const names = [...entries.split(',').map((entry) => entry.trim()), name].filter((entry) => entry !== '');
  const oneLine = `${head}[${names.join(', ')}];`;
  const fits = oneLine.length <= MAX_WIDTH && !entries.includes('\n');
  const added = fits ? oneLine : `${head}[\n${names.map((entry) => `  ${entry},\n`).join('')}];`;
  const statement = `import { ${name} } from '${file}';\n`;
  const after = imports.find(([, path = '']) => path > file);
  const last = imports.at(-1);
  const at = after?.index ?? (last === undefined ? 0 : last.index + last[0].length);
  return (text.slice(0, at) + statement + text.slice(at)).replace(whole, () => added);
}
