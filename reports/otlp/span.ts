import { createHash } from 'node:crypto';
import type { Json } from '../../harness/engine/event.ts';

/** https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding: 64-bit integers are strings, ids are hexadecimal. */
type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number };

export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

export interface SpanEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly KeyValue[];
}

export interface Span {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** SPAN_KIND_INTERNAL */
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly KeyValue[];
  readonly events: readonly SpanEvent[];
  readonly droppedEventsCount: number;
  readonly status: { readonly code: 0 | 1 | 2; readonly message?: string };
}

/** Attributes from fields. Undefined fields are omitted; objects and lists become JSON. */
export function attributes(fields: Readonly<Record<string, Json | undefined>>): KeyValue[] {
  return Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: Json): AnyValue {
  switch (typeof value) {
    case 'string':
      return { stringValue: value.toWellFormed() };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default:
      return { stringValue: JSON.stringify(value) };
  }
}

/** A deterministic id, so that sending a run again gives the same trace. */
export function idOf(length: 16 | 32, ...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, length);
}

/** Converts a time of the event log to nanoseconds since 1970. */
export function unixNano(startedAt: string, atMs: number): string {
  return String(BigInt(Date.parse(startedAt)) * 1_000_000n + BigInt(Math.round(atMs * 1000)) * 1000n);
}
