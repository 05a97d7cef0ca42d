import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Opens a page in the user's browser, if there is a display.
 *
 * @param target path of a file, or URL
 * @returns whether a browser was started
 */
export async function openInBrowser(target: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const isMac = process.platform === 'darwin';
  const hasDisplay = isMac || [env.DISPLAY, env.WAYLAND_DISPLAY].some((display) => (display ?? '') !== '');
  if (!hasDisplay || (env.CI ?? '') !== '') return false;
  // The browser belongs to the user and outlives this process.
  const opener = spawn(isMac ? 'open' : 'xdg-open', [target], { detached: true, stdio: 'ignore', env });
  opener.unref();
  return await once(opener, 'spawn').then(
    () => true,
    () => false,
  );
}
