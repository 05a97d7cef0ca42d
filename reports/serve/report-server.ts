import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { historyPage } from '../history/history-page.ts';
import { readHistory } from '../history/write-history.ts';
import { renderHtml } from '../html/render-html.ts';
import { EVENT_LOG } from '../recorded-runs/read-run.ts';
import { followEvents, liveMessage, livePage } from './live-run.ts';
import { newestRuns, runChanges, runState } from './run-changes.ts';
import { byteRange, servedFile } from './served-file.ts';

const LOOPBACK = '127.0.0.1';
/** Prevents DNS rebinding: another site could resolve its own name to this machine and read the reports. */
const LOCAL_HOST = /^(localhost|127\.0\.0\.1)(:\d+)?$/;
const EVENT_STREAM = 'text/event-stream; charset=utf-8';
const HTML = 'text/html; charset=utf-8';

/** A running report server. */
export interface ReportServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a folder of runs to browsers on this machine: the overview, the page and files of each run, and a page that
 * follows a run in progress.
 *
 * @param runsFolder absolute path
 * @param port 0 for a free port
 * @throws an error with the code `EADDRINUSE` when the port is taken
 */
export async function startReportServer(runsFolder: string, port: number): Promise<ReportServer> {
  const closing = new AbortController();
  const server = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 300 } });
  server.addHook('onRequest', async (request, reply) => {
    if (!LOCAL_HOST.test(request.headers.host ?? ''))
      await reply.code(403).send('available on this machine only');
  });
  addPages(server, runsFolder);
  addStreams(server, runsFolder, closing.signal);
  const url = await server.listen({ host: LOOPBACK, port });
  return {
    url,
    close: async () => {
      closing.abort();
      await server.close();
    },
  };
}

interface WithRun {
  Params: { readonly run: string };
}

function addPages(server: FastifyInstance, runsFolder: string): void {
  server.get('/', async (_, reply) => {
    const runs = await newestRuns(runsFolder);
    const live = runs.flatMap(({ id, state }) => (state === 'live' ? [id] : []));
    const served = { live, state: JSON.stringify(runs) };
    return reply.type(HTML).send(historyPage(await readHistory(runsFolder), 'runs', served));
  });
  // Browsers request it and log an error when it is missing.
  server.get('/favicon.ico', (_, reply) => reply.code(204).send());
  server.get('/last', async (_, reply) => {
    const [newest] = await newestRuns(runsFolder);
    return reply.redirect(newest === undefined ? '/' : pageOf(newest.id));
  });
  server.get<WithRun>('/live/:run', async ({ params: { run } }, reply) => {
    const state = await stateOf(runsFolder, run);
    if (state === 'live') return reply.type(HTML).send(livePage(run));
    return state === undefined ? reply.callNotFound() : reply.redirect(pageOf(run));
  });
  server.get<WithRun>('/runs/:run/', ({ params: { run } }, reply) => reply.redirect(pageOf(run)));
  server.get<WithRun>('/runs/:run/index.html', async (request, reply) => {
    const { run } = request.params;
    const state = await stateOf(runsFolder, run);
    if (state === 'live') return reply.redirect(`/live/${encodeURIComponent(run)}`);
    const path = `${run}/index.html`;
    // A killed run has no page; a run that has just ended may not have written it yet.
    if (state !== undefined && (await servedFile(runsFolder, path)) === undefined) {
      await renderHtml(join(runsFolder, run));
    }
    return await sendFile(runsFolder, path, request, reply);
  });
  server.get<{ Params: { readonly '*': string } }>('/runs/*', async (request, reply) =>
    sendFile(runsFolder, request.params['*'], request, reply),
  );
}

function addStreams(server: FastifyInstance, runsFolder: string, signal: AbortSignal): void {
  server.get('/changes', (_, reply) => {
    const changes = Readable.from(changeLines(runsFolder, signal));
    return reply.type(EVENT_STREAM).send(changes);
  });
  server.get<WithRun>('/live/:run/events', async (request, reply) => {
    const { run } = request.params;
    if ((await stateOf(runsFolder, run)) === undefined) return reply.callNotFound();
    // A browser reconnects at the last event that it received.
    const lastSeq = Number(request.headers['last-event-id'] ?? -1);
    const path = join(runsFolder, run, EVENT_LOG);
    return reply.type(EVENT_STREAM).send(Readable.from(messageLines(path, lastSeq, signal)));
  });
}

async function* changeLines(runsFolder: string, signal: AbortSignal): AsyncGenerator<string> {
  for await (const runs of runChanges(runsFolder, signal)) yield `data: ${JSON.stringify(runs)}\n\n`;
}

async function* messageLines(path: string, lastSeq: number, signal: AbortSignal): AsyncGenerator<string> {
  yield ': connected\n\n';
  for await (const event of followEvents(path, signal)) {
    if (event.seq <= lastSeq) continue;
    const message = liveMessage(event) ?? null;
    yield `id: ${event.seq}\ndata: ${JSON.stringify({ atMs: event.atMs, message })}\n\n`;
  }
}

function pageOf(run: string): string {
  return `/runs/${encodeURIComponent(run)}/index.html`;
}

/** @returns undefined unless `run` is the name of a run folder */
async function stateOf(runsFolder: string, run: string): ReturnType<typeof runState> {
  return /^[\w.-]+$/.test(run) && !run.startsWith('.') ? await runState(join(runsFolder, run)) : undefined;
}

async function sendFile(
  folder: string,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const file = await servedFile(folder, path);
  if (file === undefined) {
    reply.callNotFound();
    return reply;
  }
  reply.type(file.contentType).headers({
    'accept-ranges': 'bytes',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  const range = byteRange(request.headers.range, file.sizeBytes);
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${file.sizeBytes}`).send();
  }
  const { from, to } = range ?? { from: 0, to: file.sizeBytes - 1 };
  if (range !== undefined) {
    reply.code(206).header('content-range', `bytes ${from}-${to}/${file.sizeBytes}`);
  }
  reply.header('content-length', to - from + 1);
  if (to < from) return reply.send('');
  return reply.send(createReadStream(file.path, { start: from, end: to }));
}
