import { z } from 'zod';

/**
 * The boundaries of the pipeline in the direction of the media, after the four that surround it. A boundary lies between
 * two parts: something goes in, and the right thing has to come out.
 */
export const BOUNDARIES = [
  'machine',
  'ports',
  'processes',
  'containers',
  'clip',
  'publisher',
  'input',
  'recording',
  'hook',
  'media-service',
  'ingest',
  'segmenter',
  'sts-connection',
  'asr',
  'translation',
  'tts',
  'result',
  'worker-output',
  'output',
  'capture',
  'measurement',
] as const;
export type BoundaryId = (typeof BOUNDARIES)[number];

/** Who has to act, as the fault class of an error. */
const causeClassSchema = z.enum(['PRODUCT', 'HARNESS', 'ENVIRONMENT', 'INCONCLUSIVE']);

/** A fact of the run, with the place where it is recorded. */
const evidenceRefSchema = z.object({
  /** One sentence with the values, as they were recorded. */
  text: z.string(),
  /** On the run's clock. */
  atMs: z.number().optional(),
  /** The event in the event log. */
  seq: z.number().optional(),
  /** Who recorded it: a service, `probe`, the id of a step. */
  source: z.string().optional(),
  /** A file of the run folder. */
  file: z.string().optional(),
  /** It narrows the fault down and is no sign of it: a good run has the same fact. */
  isContext: z.literal(true).optional(),
});
export type EvidenceRef = z.infer<typeof evidenceRefSchema>;

/**
 * - `ok`: the right thing came out.
 * - `broken`: the first boundary where it did not.
 * - `affected`: it did not either, downstream of the broken one.
 * - `not-reached`: nothing has gone in.
 * - `unseen`: cannot be observed in this environment. Never a synonym of `ok`.
 */
const boundaryStatusSchema = z.enum(['ok', 'broken', 'affected', 'not-reached', 'unseen']);
export type BoundaryStatus = z.infer<typeof boundaryStatusSchema>;

const boundaryStateSchema = z.object({
  id: z.enum(BOUNDARIES),
  title: z.string(),
  status: boundaryStatusSchema,
  /** What went in, with values. */
  in: z.string().optional(),
  /** What came out, with values. */
  out: z.string().optional(),
  evidence: z.array(evidenceRefSchema),
});
export type BoundaryState = z.infer<typeof boundaryStateSchema>;

const diagnosedCauseSchema = z.object({
  /** Stable, such as `HOOK_NOT_EXECUTABLE`. */
  code: z.string(),
  title: z.string(),
  boundary: z.enum(BOUNDARIES),
  class: causeClassSchema,
  /** One sentence that stands alone, with the values of this run. */
  summary: z.string(),
  /** The strongest first. */
  evidence: z.array(evidenceRefSchema),
  against: z.array(evidenceRefSchema),
  fix: z.string(),
  /** Shell commands that confirm it. */
  confirm: z.array(z.string()),
  /** Of an alternative: why it ranks lower. */
  lowerBecause: z.string().optional(),
});
export type DiagnosedCause = z.infer<typeof diagnosedCauseSchema>;

/** Why a run failed. A pure function of the run folder. */
export const diagnosisSchema = z.object({
  /** One sentence that stands alone. */
  verdict: z.string(),
  /** The first step that failed. */
  step: z.object({ number: z.number(), id: z.string(), title: z.string() }),
  /** Root causes, the likeliest first; several when they are independent. Empty: unknown. */
  causes: z.array(diagnosedCauseSchema),
  /** Causes with evidence that rank lower. */
  alternatives: z.array(diagnosedCauseSchema),
  /** Every boundary, in order. */
  chain: z.array(boundaryStateSchema),
  /** The first boundary that differs from a good run. */
  broken: z.enum(BOUNDARIES).optional(),
  /** When no cause was found: what was examined. */
  examined: z.array(z.string()).optional(),
  /** `scenarios/steps/x.ts:35`: the check or statement that failed. */
  location: z.string().optional(),
  /** The next command for the reader. */
  next: z.string(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;
