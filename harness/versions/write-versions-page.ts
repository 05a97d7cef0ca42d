import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { versionsPage } from './versions-page.ts';

await writeFile(join(import.meta.dirname, '../../docs/versions.md'), versionsPage());
