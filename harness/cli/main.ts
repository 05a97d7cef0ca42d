#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { scenarios } from '../../scenarios/index.ts';
import { TAGS } from '../../scenarios/tags.ts';
import { runAsProcess } from './process.ts';

await runAsProcess({
  scenarios,
  tags: TAGS,
  scenariosFolder: fileURLToPath(new URL('../../scenarios', import.meta.url)),
  runsFolder: fileURLToPath(new URL('../../reports/runs', import.meta.url)),
  overview: true,
});
