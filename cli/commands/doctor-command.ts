import type { Command } from 'commander';
import { colours, isInteractive, noColours } from '../../reports/console/terminal.ts';
import type { CliContext } from '../cli-context.ts';
import { diskFindings } from '../doctor/disk.ts';
import { dockerFindings } from '../doctor/docker.ts';
import { formatFindings } from '../doctor/finding.ts';
import { leftoverFindings } from '../doctor/leftovers.ts';
import { portFindings } from '../doctor/ports.ts';
import { toolFindings } from '../doctor/tools.ts';
import { EXIT_CODES } from '../exit-code.ts';

/** `doctor` */
export function addDoctorCommand(
  program: Command,
  { runsFolder, stdout, env }: CliContext,
  end: (exitCode: number) => void,
): void {
  program
    .command('doctor')
    .description(
      'list problems with the programs, ports, disks and leftovers of this machine, and how to fix them; exits 1 if runs cannot work',
    )
    .action(async () => {
      const [tools, ports, disks, docker, leftovers] = await Promise.all([
        toolFindings(),
        portFindings(),
        diskFindings(runsFolder),
        dockerFindings(),
        leftoverFindings(runsFolder),
      ]);
      const groups = [
        { title: 'Programs', findings: tools },
        { title: 'Documented ports', findings: ports },
        { title: 'Disks', findings: disks },
        { title: 'Docker', findings: docker },
        { title: 'Left from earlier runs', findings: leftovers },
      ];
      const paint = isInteractive(stdout, env) ? colours : noColours;
      stdout.write(`${formatFindings(groups, paint).join('\n')}\n`);
      const isMissing = groups.some(({ findings }) => findings.some(({ status }) => status === 'missing'));
      end(isMissing ? EXIT_CODES.failed : EXIT_CODES.ok);
    });
}
