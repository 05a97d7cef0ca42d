/** ffmpeg's AAC encoder puts this many samples of delay before the first sample (`initial_padding`). */
export const AAC_PRIMING_SAMPLES = 1024;

/** How many samples a packet of AAC holds. */
export const AAC_FRAME_SAMPLES = 1024;
