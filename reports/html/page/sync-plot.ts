import { html, type Markup } from '../markup.ts';
import type { OutputMeasures, OutputView } from '../model/output-view.ts';

const HEIGHT = 150;
const INSET = 12;
/** As many have room for their numbers. */
const MAX_NUMBERED = 20;

/** The A/V offset of each window, with the band in which it may lie. */
export function syncPlot({ windows }: OutputMeasures, limit: OutputView['syncLimitMs']): Markup {
  const values = windows.flatMap(({ deltaMs }) => deltaMs ?? []);
  const largest = Math.max(1, ...values.map(Math.abs), Math.abs(limit?.min ?? 0), Math.abs(limit?.max ?? 0));
  const y = (valueMs: number): number => HEIGHT / 2 - (valueMs / (largest * 1.1)) * (HEIGHT / 2 - INSET);
  const band =
    limit?.min !== undefined &&
    limit.max !== undefined &&
    html`<rect class="band" width="100%" y="${y(limit.max).toFixed(1)}" height="${(y(limit.min) - y(limit.max)).toFixed(1)}"/>
<text x="4" y="${(y(limit.max) + 14).toFixed(1)}">+${limit.max} ms</text><text x="4" y="${(y(limit.min) - 5).toFixed(1)}">${limit.min} ms</text>`;
  const dots = windows.map(({ sequence, deltaMs, notMeasuredBecause }, index) => {
    const x = `${((100 * (index + 0.5)) / windows.length).toFixed(2)}%`;
    const number =
      windows.length <= MAX_NUMBERED &&
      html`<text class="window" x="${x}" y="${HEIGHT - 2}">${sequence}</text>`;
    if (deltaMs == null)
      return html`${number}<text class="odd mark" x="${x}" y="${HEIGHT / 2 - 6}">?<title>window ${sequence}: not measured. ${notMeasuredBecause ?? ''}</title></text>`;
    const outside = deltaMs > (limit?.max ?? Infinity) || deltaMs < (limit?.min ?? -Infinity);
    return html`${number}<circle class="dot ${outside ? 'bad' : 'good'}" cx="${x}" cy="${y(deltaMs).toFixed(1)}" r="4.5"><title>window ${sequence}: ${deltaMs.toFixed(1)} ms</title></circle>`;
  });
  const told =
    values.length === 0
      ? 'nothing measured'
      : `${values.length} measured, ${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)} ms`;
  return html`<svg class="plot" width="100%" height="${HEIGHT}" role="img" aria-label="A/V offset: ${told}">${band}
<line x1="0" x2="100%" y1="${HEIGHT / 2}" y2="${HEIGHT / 2}"/>${dots}</svg><p class="note">${told}${windows.length > 0 && `, window ${windows[0]?.sequence} to ${windows.at(-1)?.sequence}`}</p>`;
}
