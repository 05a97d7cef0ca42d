import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { causesPage } from './causes-page.ts';

await writeFile(join(import.meta.dirname, '../../docs/causes.md'), causesPage());
