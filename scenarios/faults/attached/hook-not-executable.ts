import { readFile } from 'node:fs/promises';
import { defineFault } from '../define-fault.ts';
import { hookOf, replaceHook } from '../rigging/mediamtx-config.ts';
import { attachTo, startPipeline } from '../rigging/running-pipeline.ts';
import { writeStaged } from '../rigging/write-file.ts';

/** The hook of a pipeline lacks its mode. Its log cannot be read; its file can, on the same machine. */
export const attachedHookNotExecutable = defineFault({
  id: 'attached-hook-not-executable',
  title: 'Attached: the hook has no execute permission',
  boundary: 'hook',
  expected: { step: 'worker-connected', cause: 'HOOK_NOT_EXECUTABLE' },
  async options(stage) {
    const { urls } = await startPipeline(stage, {
      async mediamtxConfig(yaml) {
        const hook = await writeStaged(stage, 'bin/mtx-hook', await readFile(hookOf(yaml), 'utf8'));
        return replaceHook(yaml, hook);
      },
    });
    return await attachTo(stage, urls);
  },
});
