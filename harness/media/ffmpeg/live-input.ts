/** The arguments with which ffmpeg and ffprobe read a live URL. RTSP over TCP: MediaMTX offers no other transport. */
export function liveInputArgs(url: string): string[] {
  const transport = /^rtsps?:/.test(url) ? ['-rtsp_transport', 'tcp'] : [];
  return [...transport, '-i', url];
}
