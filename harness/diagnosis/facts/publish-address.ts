import type { PipelineFacts } from './pipeline-facts.ts';

/** The address to which the clip of a run has to be published, over the protocol of `url`. */
export function publishAddress(facts: PipelineFacts, url: string | undefined): string | undefined {
  const protocol = /^(rtmp|rtsp)s?:/.exec(url ?? '')?.[1];
  const base = protocol === undefined ? undefined : facts.setup?.endpoints[`${protocol}Url`];
  return base === undefined || facts.inPath === undefined
    ? undefined
    : `${base.replace(/\/$/, '')}/${facts.inPath}`;
}
