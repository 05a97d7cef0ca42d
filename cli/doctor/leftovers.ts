import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runState } from '../../reports/serve/run-state.ts';
import { allKept } from '../earlier-runs/find-kept.ts';
import type { Finding } from './finding.ts';

/** Every process that a run starts, and what those start, have it in their environment. */
const MARK = /(?:^|\0)DUBSTEP_RUN_ID=([\w.-]+)/;

/** Processes of runs that are over: kept on purpose, or left by a run that was killed together with its reaper. */
export async function leftoverFindings(runsFolder: string): Promise<Finding[]> {
  const kept = await allKept({ runsFolder });
  const keptRuns = new Set(kept.map(({ description }) => description.runId));
  const findings = kept.map(({ description: { runId, keptAt } }): Finding => {
    return {
      name: 'kept',
      status: 'ok',
      told: `the environment of ${runId}, since ${keptAt}; \`pnpm scenario stop ${runId}\` ends it`,
    };
  });
  for (const [runId, pids] of await processesOfRuns()) {
    if (keptRuns.has(runId)) continue;
    // Of a run of another checkout nothing is known.
    const state = await runState(join(runsFolder, runId));
    if (state === undefined || state === 'live') continue;
    const told = `${pids.length} ${pids.length === 1 ? 'process' : 'processes'} of ${runId}, which is over`;
    findings.push({ name: 'left behind', status: 'warning', told, fix: `kill ${pids.join(' ')}` });
  }
  if (findings.length > 0) return findings;
  return [{ name: 'processes', status: 'ok', told: 'none of runs that are over' }];
}

/** From `/proc` (Linux): the pids of each run. */
async function processesOfRuns(): Promise<Map<string, number[]>> {
  const runs = new Map<string, number[]>();
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    // Processes come and go while they are listed, and other users' are closed to us.
    const runId = MARK.exec(await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''))?.[1];
    if (runId !== undefined) runs.set(runId, [...(runs.get(runId) ?? []), Number(pid)]);
  }
  return runs;
}
