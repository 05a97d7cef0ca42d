import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runState } from '../../reports/serve/run-changes.ts';
import { allKept } from '../earlier-runs/kept-environments.ts';
import type { Finding } from './finding.ts';

/** In the environment of every process that a run starts, and inherited by their child processes. */
const RUN_ID = /(?:^|\0)DUBSTEP_RUN_ID=([\w.-]+)/;

/** Processes of ended runs: kept on purpose, or left by a run that was killed together with its reaper. */
export async function leftoverFindings(runsFolder: string): Promise<Finding[]> {
  const kept = await allKept({ runsFolder });
  const keptRuns = new Set(kept.map(({ description }) => description.runId));
  const findings = kept.map(({ description: { runId, keptAt } }): Finding => {
    return {
      name: 'kept',
      status: 'ok',
      message: `services of ${runId}, since ${keptAt}; stop them with \`pnpm scenario stop ${runId}\``,
    };
  });
  for (const [runId, pids] of await processesOfRuns()) {
    if (keptRuns.has(runId)) continue;
    // The state of a run of another checkout is unknown.
    const state = await runState(join(runsFolder, runId));
    if (state === undefined || state === 'live') continue;
    const message = `${pids.length} ${pids.length === 1 ? 'process' : 'processes'} of the ended run ${runId}`;
    findings.push({ name: 'leftover', status: 'warning', message, fix: `kill ${pids.join(' ')}` });
  }
  if (findings.length > 0) return findings;
  return [{ name: 'processes', status: 'ok', message: 'no leftover processes' }];
}

/** The pids of each run, from `/proc` (Linux). */
async function processesOfRuns(): Promise<Map<string, number[]>> {
  const runs = new Map<string, number[]>();
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    // A process may end while they are listed, and those of other users cannot be read.
    const runId = RUN_ID.exec(await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''))?.[1];
    if (runId !== undefined) runs.set(runId, [...(runs.get(runId) ?? []), Number(pid)]);
  }
  return runs;
}
