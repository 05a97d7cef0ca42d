/**
 * The rest of a recording after its last whole segment is dubbed from this length on, in seconds of decoded audio; a shorter
 * one is aired with its original audio. The worker counts the samples that it received, and whoever expects a number of
 * fragments has to count the padding of the encoder as well: see `PADDING_FRAMES`.
 */
export const SHORTEST_DUBBED_S = 1;

/**
 * How many frames of 1024 samples an AAC stream may be longer than its source: up to two of priming (2112 samples with some
 * encoders) and one to fill the last frame. A file hides them with an edit list, which a stream does not have.
 */
export const PADDING_FRAMES = 3;
/** Samples of an AAC frame. */
export const AAC_FRAME_SAMPLES = 1024;
