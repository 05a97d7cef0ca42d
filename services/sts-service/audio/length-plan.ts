/** Speech is neither played slower than half nor faster than twice its speed (protocol). */
const SLOWEST = 0.5;
const FASTEST = 2;

/** Up to this share off, a length counts as right, or as right in part (protocol). */
const SUCCESS_WITHIN = 0.1;
const PARTIAL_WITHIN = 0.2;

/** How speech is made to last as long as its source. */
export interface LengthPlan {
  /** Speed of the speech: above 1 it is played faster. */
  readonly tempo: number;
  /** How long the dubbed audio lasts: the speech, and the silence after it. */
  readonly durationMs: number;
  /** By what share of the source the dubbed audio is longer than it. */
  readonly off: number;
  readonly verdict: 'success' | 'partial' | 'failed';
}

/**
 * Plans to stretch speech to the length of its source. What is still too short then gets silence; what is still
 * too long stays so, and is judged by how much.
 */
export function planLength(speechMs: number, sourceMs: number): LengthPlan {
  const tempo = Math.min(FASTEST, Math.max(SLOWEST, speechMs / sourceMs));
  const durationMs = Math.max(sourceMs, speechMs / tempo);
  const off = (durationMs - sourceMs) / sourceMs;
  const verdict = off <= SUCCESS_WITHIN ? 'success' : off <= PARTIAL_WITHIN ? 'partial' : 'failed';
  return { tempo, durationMs, off, verdict };
}
