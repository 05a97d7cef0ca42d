import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { inCheckout } from './checkout.ts';
import { streamLogs } from './output-facts.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { asContext, logRef, observationRef } from './run-facts.ts';

const startedSchema = z.looseObject({ ffmpeg: z.literal('output'), args: z.array(z.string()) });

/** What is known of the output ffmpeg of the worker. */
export interface OutputPlace {
  /** What to do about a fault of the published media, for a fix. */
  readonly fix: string;
  /** The logged command and the program, as far as they are known. */
  readonly evidence: readonly EvidenceRef[];
}

/**
 * Completes the fix of what the worker publishes by the place to look at: the code of the output ffmpeg, the options with
 * which media-service started it, and the program, where media-service uses another one than the other parts of the pipeline.
 *
 * @param fix what to do, as one sentence
 * @param options names of the options that matter, such as `-c:v`
 */
export function outputPlace(facts: PipelineFacts, fix: string, options: readonly string[]): OutputPlace {
  const code = inCheckout(facts, 'services/media-service/output/output-ffmpeg.ts');
  const logged = loggedOptions(facts, options);
  const program = ownProgram(facts);
  const evidence = [program?.ref, logged?.ref].filter((ref) => ref !== undefined);
  if (program !== undefined) {
    const started = logged === undefined ? '' : ` It was started with ${logged.text}.`;
    return {
      fix: `First check that ${program.path} passes on its options: ${program.text}.${started} Then ${fix.charAt(0).toLowerCase()}${fix.slice(1)} Place: the output ffmpeg of media-service${code}.`,
      evidence,
    };
  }
  const started = logged === undefined ? '' : `, which was started with ${logged.text}`;
  return { fix: `${fix} The place is the output ffmpeg of media-service${code}${started}.`, evidence };
}

/** The options of the last start, with their values. One that is missing is named as such. */
function loggedOptions(facts: PipelineFacts, options: readonly string[]) {
  const line = streamLogs(facts, /^ffmpeg started$/).findLast(
    ({ data }) => startedSchema.safeParse(data).success,
  );
  const { args } = startedSchema.safeParse(line?.data).data ?? {};
  if (line === undefined || args === undefined || options.length === 0) return undefined;
  const text = options
    .map((option) => {
      const values = args.flatMap((arg, index) =>
        arg === option ? [`${arg} ${args[index + 1] ?? ''}`] : [],
      );
      return values.length === 0 ? `no ${option}` : values.join(' ');
    })
    .join(', ');
  return { text, ref: asContext(logRef(line, `output ffmpeg started with ${text}`)) };
}

/** The ffmpeg of media-service, where it is another file than that of the other parts. */
function ownProgram(facts: PipelineFacts) {
  const probe = facts.probed('tools');
  const { of, ffmpeg, others = {} } = probe?.data ?? {};
  const path = ffmpeg?.path;
  const [other] = Object.entries(others).filter(([, tools]) => tools.ffmpeg?.path !== undefined);
  const usual = other?.[1].ffmpeg?.path;
  if (probe === undefined || of !== 'media-service' || path === undefined || usual === undefined)
    return undefined;
  // Containers have files of their own.
  if (path === usual || facts.environment === 'compose') return undefined;
  const text = `media-service finds it first on its PATH, ${other?.[0]} uses ${usual}`;
  return {
    path,
    text,
    ref: asContext(observationRef(probe.event, `media-service uses ${path}, ${other?.[0]} ${usual}`)),
  };
}
