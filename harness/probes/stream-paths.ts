import type { ProbedPipeline } from './probe.ts';

/** The input path of each stream of the run. */
export function inputPaths({ profile, streamIds }: ProbedPipeline): string[] {
  return streamIds.map((id) => profile.paths.input.replace('{stream}', id));
}

/** The output path of each stream of the run. */
export function outputPaths({ profile, streamIds }: ProbedPipeline): string[] {
  return streamIds.map((id) => profile.paths.output.replace('{stream}', id));
}
