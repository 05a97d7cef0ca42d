/** Audio without self-similar parts: smoothed noise from a fixed seed. */
export function noisePcm(samples: number): Buffer {
  const pcm = Buffer.alloc(samples * 2);
  let seed = 12_345;
  let smooth = 0;
  for (let n = 0; n < samples; n++) {
    // The upper bits of a linear congruential generator (Numerical Recipes).
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    smooth = 0.8 * smooth + 0.2 * (seed / 2 ** 32 - 0.5);
    pcm.writeInt16LE(Math.round(smooth * 40_000), n * 2);
  }
  return pcm;
}

/**
 * The delay of the second audio relative to the first in samples, and their similarity there: the maximum of the
 * normalised cross-correlation. Both mono.
 */
export function audioLag(
  first: Buffer,
  second: Buffer,
  maxLagSamples: number,
): { readonly samples: number; readonly similarity: number } {
  const a = samplesOf(first);
  const b = samplesOf(second);
  let best = { samples: 0, similarity: -1 };
  for (let lag = -maxLagSamples; lag <= maxLagSamples; lag++) {
    let [product, energyA, energyB] = [0, 0, 0];
    for (let n = maxLagSamples; n < a.length - maxLagSamples; n++) {
      const x = a[n] ?? 0;
      const y = b[n + lag] ?? 0;
      product += x * y;
      energyA += x * x;
      energyB += y * y;
    }
    const similarity = product / Math.sqrt(energyA * energyB || 1);
    if (similarity > best.similarity) best = { samples: lag, similarity };
  }
  return best;
}

function samplesOf(pcm: Buffer): Int16Array {
  return Int16Array.from({ length: pcm.length / 2 }, (_, n) => pcm.readInt16LE(n * 2));
}
