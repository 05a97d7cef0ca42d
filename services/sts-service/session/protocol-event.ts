/** What a worker sends. Any other event is ignored. */
export const WORKER_EVENTS = [
  'stream:init',
  'fragment:data',
  'fragment:ack',
  'stream:pause',
  'stream:resume',
  'stream:end',
] as const;
export type WorkerEvent = (typeof WORKER_EVENTS)[number];

export function isWorkerEvent(event: string): event is WorkerEvent {
  return (WORKER_EVENTS as readonly string[]).includes(event);
}
