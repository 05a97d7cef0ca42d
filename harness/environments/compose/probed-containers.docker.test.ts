import { expect, test } from 'vitest';
import type { Json } from '../../engine/index.ts';
import { type ProbedPipeline, probeAfterFailure } from '../../probes/index.ts';
import { Reaper } from '../../processes/index.ts';
import { DOCUMENTED_PROFILE } from '../pipeline-profile.ts';
import { ComposeEnvironment } from './compose-environment.ts';
import { OPTIONS } from './testing/run-in-compose.ts';
import { runOneStep } from './testing/run-one-step.ts';

test('probes the services in their containers', async () => {
  const observations = new Map<string, Json>();
  let found: object | undefined;
  const { result } = await runOneStep(async (ctx, run) => {
    const reaper = new Reaper();
    run.defer('stop the reaper', () => reaper.stop());
    let known: Partial<ProbedPipeline> = {};
    await new ComposeEnvironment(OPTIONS).start(run, reaper, ctx.signal, (details) => {
      known = { ...known, ...details };
    });
    let probe: Parameters<typeof run.onFailureDiagnose>[0] = async () => undefined;
    const recorder: Parameters<typeof probeAfterFailure>[0] = {
      observe: (_, name, data) => observations.set(name, data),
      onFailureDiagnose: (registered) => {
        probe = registered;
      },
    };
    probeAfterFailure(recorder, () => ({
      runFolder: run.folder,
      profile: DOCUMENTED_PROFILE,
      isOwned: true,
      placeOf: async () => undefined,
      processes: () => [],
      ...known,
      streamIds: ['a'],
    }));
    await probe(ctx.signal);
    // Without the deadline of the probes, which a busy machine may not meet.
    const place = await known.placeOf?.('media-service', ctx.signal);
    const { stdout = '' } = (await place?.run('ffmpeg', ['-encoders'], ctx.signal)) ?? {};
    const missing = await place?.run('no-such-tool', [], ctx.signal);
    found = {
      path: await place?.lookUp?.('ffmpeg', ctx.signal),
      isAac: / aac /.test(stdout),
      missing: await place?.lookUp?.('no-such-tool', ctx.signal),
      notFound: String(missing?.exitCode ?? missing?.problem),
    };
    return undefined;
  });
  expect(result.status).toBe('passed');
  expect(observations.get('hook-file')).toMatchObject({
    configured: true,
    source: 'api',
    path: '/usr/local/bin/mtx-hook',
    exists: true,
    executable: true,
    format: 'script',
    interpreter: '/bin/sh',
    interpreterExists: true,
    crlf: false,
  });
  expect(found).toEqual({
    path: '/usr/bin/ffmpeg',
    isAac: true,
    missing: undefined,
    notFound: expect.not.stringMatching(/^0$/),
  });
  const running = { state: 'running', oomKilled: false, restarts: 0, memoryLimitMib: expect.any(Number) };
  expect(observations.get('containers')).toEqual({
    list: expect.arrayContaining(
      ['mediamtx', 'media-service', 'sts-service'].map((name) =>
        expect.objectContaining({ name, ...running }),
      ),
    ),
  });
  expect(observations.get('sts-session')).toMatchObject({ target: 'environment', reached: 'ready' });
  expect(observations.get('disk')).toMatchObject({ writable: true });
});
