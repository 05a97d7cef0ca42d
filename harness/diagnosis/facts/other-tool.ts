import type { PipelineFacts } from './pipeline-facts.ts';

/** A media program that another part of the pipeline finds. */
export interface OtherTool {
  readonly user: string;
  readonly path: string;
  readonly version: string | undefined;
}

/** The program as another part finds it, when media-service finds another file or none. */
export function otherTool(facts: PipelineFacts, program: 'ffmpeg' | 'ffprobe'): OtherTool | undefined {
  const { of, others = {}, ...tools } = facts.probed('tools')?.data ?? {};
  // Containers have files of their own.
  if (of !== 'media-service' || facts.environment === 'compose') return undefined;
  const own = tools[program]?.path;
  for (const [user, found] of Object.entries(others)) {
    const { path, version } = found[program] ?? {};
    if (path !== undefined && path !== own) return { user, path, version };
  }
  return undefined;
}

/** Puts the folder of that program first on the PATH of media-service. */
export function fixOfPath({ user, path }: OtherTool): string {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  return `Put ${folder} first on the PATH of the media-service process: ${user} uses ${path} from there. Then restart media-service.`;
}
