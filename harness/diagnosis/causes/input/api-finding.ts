import { type ApiTrouble, apiListener, apiTrouble } from '../../facts/mediamtx-facts.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import type { CauseFinding } from '../cause.ts';

/** The finding of a cause that is one kind of answer at the address of MediaMTX's API, and where the API really is. */
export function apiFinding(
  facts: PipelineFacts,
  kind: ApiTrouble['kind'],
  summarise: (trouble: ApiTrouble) => string,
): CauseFinding | undefined {
  const trouble = apiTrouble(facts);
  if (trouble?.kind !== kind) return undefined;
  const { url, evidence } = trouble;
  const summary = summarise(trouble);
  const finding: CauseFinding = { summary, evidence, certainty: 'certain', confirm: [`curl -i ${url}`] };
  const listener = apiListener(facts);
  if (listener === undefined || !URL.canParse(url) || kind === 'silent') return finding;
  const { host, origin } = new URL(url);
  if (listener === 'off') {
    const fix = `Set api: yes and apiAddress: ${host} in <mediamtx-config>; no other server may listen on that port. Then restart MediaMTX.`;
    return {
      ...finding,
      summary: `${ended(summary)}; the log of MediaMTX reports no API, so it is off.`,
      fix,
    };
  }
  if (isSamePort(listener.address, host)) return finding;
  const { address, ref } = listener;
  return {
    ...finding,
    summary: `${ended(summary)}; the API of MediaMTX listens on ${address}.`,
    evidence: [...evidence, ref],
    fix: fixOf(kind, { address, host, origin, isAttached: facts.environment === 'attach' }),
  };
}

interface Place {
  readonly address: string;
  readonly host: string;
  readonly origin: string;
  readonly isAttached: boolean;
}

function fixOf(kind: ApiTrouble['kind'], { address, host, origin, isAttached }: Place): string {
  const own = `mediamtxApi: 'http://${address.replace(/^:/, '127.0.0.1:')}'`;
  if (isAttached) return `Set endpoints: { ${own} } in dubstep.config.ts (docs/your-own-pipeline.md).`;
  if (kind === 'webrtc')
    return `In <mediamtx-config>, give webrtcAddress another port than ${host} (or set webrtc: no), set apiAddress: ${host} in place of ${address}, and restart MediaMTX.`;
  if (kind === 'redirects')
    return `Let the server at ${origin} forward /v3 to ${address} without a redirect; or stop it, set apiAddress: ${host} in place of ${address} in <mediamtx-config>, and restart MediaMTX.`;
  return `Set apiAddress: ${host} in place of ${address} in <mediamtx-config>, stop the other server at ${origin}, and restart MediaMTX; or let that server forward /v3 unchanged to ${address}.`;
}

function ended(summary: string): string {
  return summary.replace(/\.$/, '');
}

function isSamePort(address: string, host: string): boolean {
  return address.split(':').at(-1) === host.split(':').at(-1);
}
