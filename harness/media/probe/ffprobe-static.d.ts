declare module 'ffprobe-static' {
  /** Of the ffprobe for this platform. */
  export const path: string;
}
