import { type Command, InvalidArgumentError } from 'commander';
import { type ReportServer, startReportServer } from '../../reports/serve/report-server.ts';
import type { CliContext } from '../cli-context.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { listenForInterruption, untilInterrupted } from '../running/interruption.ts';

const DEFAULT_PORT = 7357;

/** `report serve [--port 7357]` */
export function addServeCommand(parent: Command, context: CliContext, end: (exitCode: number) => void): void {
  const command = parent
    .command('serve')
    .description('serve the reports to browsers on this machine, and show runs live')
    .option('--port <port>', 'port to listen on; 0 selects a free one', portNumber, DEFAULT_PORT)
    .action(async ({ port }: { readonly port: number }) => {
      const { runsFolder, stdout, stderr, env } = context;
      using interruption = listenForInterruption((text) => stderr.write(`${text}\n`));
      let server: ReportServer;
      try {
        server = await startReportServer(runsFolder, port);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
        return command.error(
          `error: port ${port} is in use; select another one with --port, or 0 for a free one`,
        );
      }
      stdout.write(`${server.url}\n`);
      stderr.write('serving the reports; press Ctrl-C to stop\n');
      await openInBrowser(server.url, env);
      const exitCode = await untilInterrupted(interruption);
      await server.close();
      end(exitCode);
    });
}

function portNumber(typed: string): number {
  const port = Number(typed);
  if (/^\d+$/.test(typed) && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}
