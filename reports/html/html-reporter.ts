import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reporter } from '../reporter.ts';
import { runPage } from './run-page.ts';
import { readRunStory } from './run-story.ts';

/** Enough for a run of some minutes with all its polls; the page stays light to open. */
const MAX_EVENTS = 5000;

/** Writes `index.html`: the run for people. */
export const htmlReporter: Reporter = {
  name: 'html',
  async finish(runFolder) {
    const story = await readRunStory(runFolder, MAX_EVENTS);
    await writeFile(join(runFolder, 'index.html'), runPage(story));
  },
};
