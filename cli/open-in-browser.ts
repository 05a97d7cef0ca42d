import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Shows a page in the user's browser, when there is a display to show it on.
 *
 * @param target path of a file, or URL
 * @returns whether a browser was asked
 */
export async function openInBrowser(target: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const isMac = process.platform === 'darwin';
  const hasDisplay = isMac || [env.DISPLAY, env.WAYLAND_DISPLAY].some((display) => (display ?? '') !== '');
  if (!hasDisplay || (env.CI ?? '') !== '') return false;
  // It goes on by itself: what it starts is the user's, not ours.
  const opener = spawn(isMac ? 'open' : 'xdg-open', [target], { detached: true, stdio: 'ignore', env });
  opener.unref();
  return await once(opener, 'spawn').then(
    () => true,
    () => false,
  );
}
