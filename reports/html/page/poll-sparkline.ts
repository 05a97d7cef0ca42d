import { formatDuration } from '../../format/values.ts';
import { html, type Markup } from '../markup.ts';
import type { PollState, PollTrail } from '../model/poll-trails.ts';
import { clockText, place, type TimeSpan } from './time-axis.ts';

const HEIGHT = 22;
const MAX_STATES_DRAWN = 300;
const MAX_STATES_LISTED = 6;

/** The values that the polls of a step observed, over time. */
export function pollSparklines(trails: readonly PollTrail[]): Markup | undefined {
  if (trails.length === 0) return undefined;
  return html`<div class="polls">${trails.map(pollRow)}</div>`;
}

function pollRow(trail: PollTrail): Markup {
  const { name, attempts, firstMs, lastMs, done } = trail;
  const polls = attempts === 1 ? 'once' : `${attempts} times in ${formatDuration(lastMs - firstMs)}`;
  return html`<div class="poll ${done ? 'good' : 'bad'}"><div class="poll-name">${name} <span class="note">polled ${polls}</span></div>
${sparkline(trail)}<div class="poll-states">${stateList(trail.states)}</div></div>`;
}

/** Numbers as bars; other values as a band whose shade alternates with each change. */
function sparkline({ states, firstMs, lastMs, done }: PollTrail): Markup {
  const span = { fromMs: firstMs, toMs: Math.max(lastMs, firstMs + 1) };
  const shown = states.slice(-MAX_STATES_DRAWN);
  const values = shown.flatMap(({ value }) => value ?? []);
  const high = Math.max(...values, 0);
  const low = Math.min(...values, 0);
  const isNumeric = values.length === shown.length && high > low;
  const bars = shown.map((state, index) => {
    const toMs = shown[index + 1]?.fromMs ?? span.toMs;
    const isLast = index === shown.length - 1;
    const share = isNumeric && state.value !== undefined ? (state.value - low) / (high - low) : 1;
    return stateBar(state, { fromMs: state.fromMs, toMs }, span, {
      share,
      tone: state.isError ? 'error' : isLast && done ? 'met' : '',
      shade: isNumeric ? 1 : index % 2,
    });
  });
  return html`<svg class="sparkline" width="100%" height="${HEIGHT}" aria-hidden="true">${bars}</svg>`;
}

function stateBar(
  state: PollState,
  { fromMs, toMs }: TimeSpan,
  span: TimeSpan,
  { share, tone, shade }: { readonly share: number; readonly tone: string; readonly shade: number },
): Markup {
  const height = Math.max(2, share * (HEIGHT - 4));
  const wide = Math.max((100 * (toMs - fromMs)) / (span.toMs - span.fromMs), 0.5);
  const x = Math.min(Number.parseFloat(place(fromMs, span)), 100 - wide);
  return html`<rect class="state ${tone} shade-${shade}" x="${x.toFixed(2)}%" width="${wide.toFixed(2)}%" y="${(HEIGHT - 2 - height).toFixed(1)}" height="${height.toFixed(1)}"><title>${clockText(fromMs)}: ${state.text}</title></rect>`;
}

function stateList(states: readonly PollState[]): Markup[] {
  const shown = states.slice(-MAX_STATES_LISTED);
  const before = states.length - shown.length;
  return [
    ...(before > 0 ? [html`<span class="note">… ${before} more</span>`] : []),
    ...shown.map(
      ({ text, isError }, index) =>
        html`${(index > 0 || before > 0) && html`<span class="arrow"> → </span>`}<span class="state-text ${isError && 'bad'}">${text}</span>`,
    ),
  ];
}
