/** Shared by the scenarios of this folder: five segments of 2 s, each with spoken numbers. */
export const SHORT_CLIP = {
  tags: ['resilience'],
  fixture: '10s-counting-english',
  segmentS: 2,
  domainHints: ['numbers'],
} as const;

/** Limit of the measured A/V offset in these scenarios. */
export const MAX_AV_OFFSET_MS = 10;
