import type { Command } from 'commander';
import { colours, isInteractive, noColours } from '../../reports/console/terminal.ts';
import type { CliContext } from '../cli-context.ts';
import { diskFindings } from '../doctor/disk.ts';
import { dockerFindings } from '../doctor/docker.ts';
import { doctorLines } from '../doctor/doctor-lines.ts';
import { leftoverFindings } from '../doctor/leftovers.ts';
import { portFindings } from '../doctor/ports.ts';
import { toolFindings } from '../doctor/tools.ts';
import { EXIT_CODES } from '../exit-code.ts';

/** `doctor`: looks at what runs need, and says what to type against what is not right. */
export function addDoctorCommand(
  program: Command,
  { runsFolder, stdout, env }: CliContext,
  end: (exitCode: number) => void,
): void {
  program
    .command('doctor')
    .description(
      'look at the programs, ports, disks and leftovers of this machine; exit 1 when no run can work',
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
        { title: 'programs', findings: tools },
        { title: 'documented ports', findings: ports },
        { title: 'disks', findings: disks },
        { title: 'Docker', findings: docker },
        { title: 'left from earlier runs', findings: leftovers },
      ];
      const paint = isInteractive(stdout, env) ? colours : noColours;
      stdout.write(`${doctorLines(groups, paint).join('\n')}\n`);
      const isMissing = groups.some(({ findings }) => findings.some(({ status }) => status === 'missing'));
      end(isMissing ? EXIT_CODES.failed : EXIT_CODES.ok);
    });
}
