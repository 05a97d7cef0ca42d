import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checksPage } from './checks-page.ts';

await writeFile(join(import.meta.dirname, '../../docs/checks.md'), checksPage());
