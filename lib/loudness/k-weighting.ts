/** A second-order filter: `y[n] = b0·x[n] + b1·x[n−1] + b2·x[n−2] − a1·y[n−1] − a2·y[n−2]`. */
export interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** The lowest sample rate at which the corner of the shelf, 1682 Hz, lies well below half the rate. */
const LOWEST_RATE_HZ = 8000;

/** The analogue prototypes of the two stages of ITU-R BS.1770-4, whose tables give coefficients for 48 kHz only. */
const SHELF = { cornerHz: 1681.974450955533, gainDb: 3.999843853973347, q: 0.7071752369554196 };
const SHELF_EXPONENT = 0.4996667741545416;
const HIGH_PASS = { cornerHz: 38.13547087602444, q: 0.5003270373238773 };

/**
 * The K-weighting of ITU-R BS.1770-4 for any sample rate: a shelf for the effect of the head, then a high-pass.
 *
 * @throws {RangeError} below 8 kHz
 */
export function kWeighting(sampleRateHz: number): readonly [shelf: Biquad, highPass: Biquad] {
  if (!(sampleRateHz >= LOWEST_RATE_HZ)) {
    throw new RangeError(
      `cannot weight audio of ${sampleRateHz} Hz: expected at least ${LOWEST_RATE_HZ} Hz; resample it first`,
    );
  }
  return [shelf(sampleRateHz), highPass(sampleRateHz)];
}

function shelf(sampleRateHz: number): Biquad {
  const { cornerHz, gainDb, q } = SHELF;
  const k = Math.tan((Math.PI * cornerHz) / sampleRateHz);
  const high = 10 ** (gainDb / 20);
  const band = high ** SHELF_EXPONENT;
  const a0 = 1 + k / q + k * k;
  return {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  };
}

function highPass(sampleRateHz: number): Biquad {
  const { cornerHz, q } = HIGH_PASS;
  const k = Math.tan((Math.PI * cornerHz) / sampleRateHz);
  const a0 = 1 + k / q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 };
}
