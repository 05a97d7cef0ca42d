import type { Reporter } from '../../harness/engine/reporter.ts';
import { renderHtml } from './render-html.ts';

/** Writes `index.html`: the run for people. */
export const htmlReporter: Reporter = {
  name: 'html',
  fileName: 'index.html',
  async finish(runFolder) {
    await renderHtml(runFolder);
  },
};
