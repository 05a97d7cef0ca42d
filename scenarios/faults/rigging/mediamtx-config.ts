/** The hook that a configuration of MediaMTX runs. */
export function hookOf(yaml: string): string {
  const found = /runOnAvailable: "'([^']+)' ready"/.exec(yaml)?.[1];
  if (found === undefined)
    throw new Error('the configuration of MediaMTX has no hook as this project writes it');
  return found;
}

/** Runs another hook for every event. */
export function replaceHook(yaml: string, hook: string): string {
  return replaceIn(yaml, hookOf(yaml), hook);
}

/** Replaces a text that a file must contain, so that a change of the file makes the fault invalid. */
export function replaceIn(file: string, text: string, by: string): string {
  if (!file.includes(text)) throw new Error(`the file does not contain ${text}, which a fault replaces`);
  return file.replaceAll(text, () => by);
}
