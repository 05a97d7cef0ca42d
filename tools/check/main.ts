import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partsOf, runPart } from './part.ts';

const root = join(import.meta.dirname, '..', '..');
const parts = partsOf(await readFile(join(root, 'package.json'), 'utf8'));
const width = Math.max(...parts.map(({ name }) => name.length));

let failed = 0;
for (const part of parts) {
  const { name, passed, durationMs, output } = await runPart(part, root);
  const time = `${(durationMs / 1000).toFixed(1)} s`.padStart(7);
  console.log(`  ${passed ? 'ok    ' : 'failed'}  ${name.padEnd(width)} ${time}`);
  if (passed) continue;
  failed += 1;
  console.log(`\n${output.trim().replaceAll(/^/gm, '    ')}\n\n    rerun: pnpm check:${name}\n`);
}
console.log(`\n${parts.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
