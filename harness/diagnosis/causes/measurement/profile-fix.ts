/** What to do when another name is intended: only an attached pipeline has a profile of its own. */
export function profileFix(setting: string, value: string): string {
  const [group, name] = setting.split('.');
  return `If the name is intended, run with --env attach and ${group}: { ${name}: '${value}' } in dubstep.config.ts (docs/your-own-pipeline.md).`;
}
