/** The channels of stereo audio, in their order. More than two are mixed to stereo before they are measured. */
export const CHANNELS = ['left', 'right'] as const;
