/** A number of bytes as people write it: `812 bytes`, `64 kB`, `4.2 MB`. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} bytes`;
  if (sizeBytes < 999_500) return `${Math.round(sizeBytes / 1000)} kB`;
  return sizeBytes < 999_950_000
    ? `${(sizeBytes / 1_000_000).toFixed(1)} MB`
    : `${(sizeBytes / 1_000_000_000).toFixed(1)} GB`;
}
