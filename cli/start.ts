import { join, resolve } from 'node:path';
import { scenarios } from '../scenarios/index.ts';
import { TAGS } from '../scenarios/tags.ts';
import { runAsProcess } from './process.ts';

/** The installed package contains JavaScript. Its folder must not be written to. */
const isInstalled = import.meta.filename.endsWith('.js');
const project = join(import.meta.dirname, '..');

/** Runs the command line of this project as this process. */
await runAsProcess({
  scenarios,
  tags: TAGS,
  scenariosFolder: isInstalled ? undefined : join(project, 'scenarios'),
  runsFolder: isInstalled ? resolve('reports/runs') : join(project, 'reports', 'runs'),
  overview: true,
});
