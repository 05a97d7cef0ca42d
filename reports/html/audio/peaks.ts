/**
 * The loudest sample of each of `count` equally long pieces.
 *
 * @param pcm signed 16-bit little-endian mono
 * @returns 0 to 1 with two decimals; fewer than `count` when there are fewer samples
 */
export function peaksOf(pcm: Buffer, count: number): number[] {
  const samples = Math.floor(pcm.length / 2);
  return Array.from({ length: Math.min(count, samples) }, (_, piece) => {
    const from = Math.floor((piece * samples) / count);
    const to = Math.max(from + 1, Math.floor(((piece + 1) * samples) / count));
    let loudest = 0;
    for (let at = from; at < to; at += 1) loudest = Math.max(loudest, Math.abs(pcm.readInt16LE(at * 2)));
    return Math.round((loudest / 32_768) * 100) / 100;
  });
}
