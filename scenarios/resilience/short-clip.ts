/** What the scenarios of this folder have in common: five windows of 2 s, in each of which numbers are spoken. */
export const SHORT_CLIP = {
  tags: ['resilience'],
  fixture: '10s-counting-english',
  segmentS: 2,
  domainHints: ['numbers'],
} as const;

/** The measured A/V delta that every one of them is held to. */
export const MAX_AV_DELTA_MS = 10;
