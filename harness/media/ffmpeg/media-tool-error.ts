import { type FaultClass, HarnessError } from '../../engine/index.ts';

export type MediaToolErrorCode =
  /** The program is not installed. */
  | 'MEDIA_TOOL_MISSING'
  /** It ended with an error: the source is not what it should be, or is not there. */
  | 'MEDIA_TOOL_FAILED'
  /** It did not end in time and was killed. */
  | 'MEDIA_TOOL_TOO_SLOW'
  /** It ended well, but what it wrote is not as expected. */
  | 'MEDIA_TOOL_OUTPUT';

export interface MediaToolErrorFields {
  /** `ffmpeg`, `ffprobe` or a path of one. */
  readonly tool: string;
  /** What it was to do, in words: `probe live.mp4`. */
  readonly task: string;
  readonly exitCode?: number;
  readonly stderrTail?: string;
}

const FAULTS: Readonly<Record<MediaToolErrorCode, FaultClass>> = {
  MEDIA_TOOL_MISSING: 'ENVIRONMENT',
  MEDIA_TOOL_FAILED: 'PRODUCT',
  MEDIA_TOOL_TOO_SLOW: 'INCONCLUSIVE',
  MEDIA_TOOL_OUTPUT: 'HARNESS',
};

/** ffmpeg or ffprobe did not do what it was to do. */
export class MediaToolError extends HarnessError {
  declare readonly code: MediaToolErrorCode;
  readonly tool: string;
  readonly task: string;
  readonly exitCode: number | undefined;
  /** The last lines that the tool wrote to stderr. */
  readonly stderrTail: string;

  constructor(code: MediaToolErrorCode, what: string, fields: MediaToolErrorFields, cause?: unknown) {
    const { stderrTail = '' } = fields;
    const written = stderrTail === '' ? '' : `\n${stderrTail}`;
    super(`${fields.tool} could not ${fields.task}: ${what}${written}`, { code, fault: FAULTS[code], cause });
    this.tool = fields.tool;
    this.task = fields.task;
    this.exitCode = fields.exitCode;
    this.stderrTail = stderrTail;
  }
}
