declare module 'ffprobe-static' {
  /** Path of the ffprobe for this platform. */
  export const path: string;
}
