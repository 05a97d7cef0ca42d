import { freePort } from '../../../lib/testing/free-port.ts';
import { DOCUMENTED_PROFILE } from '../../environments/pipeline-profile.ts';
import { PROBE_RESULTS, type ProbeName } from '../../run-data/probe-results.ts';
import type { Probe, ProbedPipeline } from '../probe.ts';

const STREAM_ID = 'run-1';

/** A pipeline of which nothing runs: no port of its endpoints is in use. */
export async function absentPipeline(): Promise<
  ProbedPipeline & Required<Pick<ProbedPipeline, 'endpoints'>>
> {
  const port = async (): Promise<string> => `127.0.0.1:${await freePort()}`;
  return {
    runFolder: '/nonexistent',
    profile: DOCUMENTED_PROFILE,
    streamIds: [STREAM_ID],
    endpoints: {
      rtmpUrl: `rtmp://${await port()}`,
      rtspUrl: `rtsp://${await port()}`,
      mediamtxApiUrl: `http://${await port()}`,
      mediaServiceUrl: `http://${await port()}`,
      stsUrl: `http://${await port()}`,
    },
    isOwned: true,
    placeOf: async () => undefined,
    processes: () => [],
  };
}

/** The observations of a probe, as they can be read from the event log. */
export async function observe<Name extends ProbeName>(
  probe: Probe & { readonly name: Name },
  pipeline: ProbedPipeline,
): Promise<object[]> {
  const schema = PROBE_RESULTS[probe.name];
  const observations = await probe.observe(pipeline, AbortSignal.timeout(10_000));
  return observations.map((observation) => schema.parse(JSON.parse(JSON.stringify(observation))));
}
