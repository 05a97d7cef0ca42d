/** Every tag of the scenarios, with its description. `dubstep scenario @quick` runs all scenarios with a tag. */
export const TAGS = {
  e2e: 'a clip passes through the whole pipeline',
  documented: 'the test from the documentation of the pipeline',
  quick: 'fast feedback (< 30 s)',
  preflight: 'publishes nothing',
  resilience: 'a part of the pipeline fails mid-stream and recovers',
  degraded: 'the input is worse than the clip: noise, clipping, a narrow band, a slow publisher',
  long: 'takes ten minutes',
} as const;

export type Tag = keyof typeof TAGS;
