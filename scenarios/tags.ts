/** Every tag that a scenario may have, and what it says of the scenario: `dubstep scenario @quick` runs all of a tag. */
export const TAGS = {
  e2e: 'a clip goes through the whole pipeline',
  documented: 'the test that the documentation of the pipeline describes',
  quick: 'for while you work: less than half a minute',
  preflight: 'nothing is published',
  resilience: 'a part of the pipeline fails in the middle of a stream, and nothing is lost',
  long: 'takes ten minutes',
} as const;

export type Tag = keyof typeof TAGS;
