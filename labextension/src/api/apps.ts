/** What apps are called, and the commands that reach them from a terminal. */

import type { AppInfo, AppOptions } from './details';

/** A map: names are the images', and may be those of an object's own methods. */
const TITLES = new Map([
  ['jupyterlab', 'JupyterLab'],
  ['jupyter', 'Jupyter Notebook'],
  ['ttyd', 'Terminal'],
  ['tensorboard', 'TensorBoard'],
  ['sshd', 'SSH and SFTP'],
  ['vscode', 'VS Code'],
]);
/** The order in which people look for them; others follow by name, ports last. */
const FIRST = ['jupyterlab', 'jupyter', 'ttyd', 'sshd', 'tensorboard'];

export const appTitle = (app: Pick<AppInfo, 'name' | 'protocol'>): string =>
  TITLES.get(app.name) ?? (app.protocol === 'preopen' ? `Port ${app.name}` : app.name);

/** Whether a browser can show it. */
export const isForBrowsers = (app: AppInfo): boolean => app.protocol !== 'tcp' && app.name !== 'sshd';

export function inOrder(apps: AppInfo[]): AppInfo[] {
  const rank = (app: AppInfo): number => {
    const known = FIRST.indexOf(app.name);
    return known >= 0 ? known : app.protocol === 'preopen' ? 99 : 50;
  };
  return [...apps].sort(
    (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, undefined, { numeric: true }),
  );
}

export function stateInWords(app: AppInfo): string {
  if (app.state === 'running') return 'Running';
  return app.state === 'waits' ? 'Waits for your program' : 'Starts at first use';
}

export const hasOptions = (app: AppInfo): boolean =>
  Object.keys(app.allowedArguments).length + Object.keys(app.allowedEnvs).length > 0;

/**
 * What was filled in, without what was left empty; null when nothing was said at all. Arguments without a
 * default (`allowed`) are given when they are ticked, with a value or without one.
 */
export function givenOptions(
  ticked: Record<string, boolean>,
  values: Record<string, string>,
  envs: Record<string, string>,
  allowed: Record<string, string | null>,
): AppOptions | null {
  const given: AppOptions = { arguments: {}, envs: {} };
  for (const [name, standard] of Object.entries(allowed)) {
    const value = values[name] ?? '';
    if (standard !== null && value !== '') given.arguments[name] = value;
    if (standard === null && ticked[name]) given.arguments[name] = value === '' ? null : value;
  }
  for (const [name, value] of Object.entries(envs)) if (value !== '') given.envs[name] = value;
  return Object.keys(given.arguments).length + Object.keys(given.envs).length > 0 ? given : null;
}

/** A word of a POSIX command line. */
export const shellWord = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

export interface Command {
  title: string;
  text: string;
}

export const SSH_PORT = 9922;

/** The ways into a session's sshd. The session may be named by its name: the client knows it. */
export function sshCommands(session: string): Command[] {
  const name = shellWord(session);
  const at = `-i id_container -o StrictHostKeyChecking=accept-new`;
  return [
    { title: 'A shell, with the client alone', text: `backend.ai ssh ${name}` },
    {
      title: 'For OpenSSH: keep this running in one terminal',
      text: `backend.ai app ${name} sshd -b 127.0.0.1:${SSH_PORT}`,
    },
    { title: 'and in another one', text: `ssh ${at} -p ${SSH_PORT} work@127.0.0.1` },
    { title: 'Copy a file', text: `scp ${at} -P ${SSH_PORT} FILE work@127.0.0.1:` },
    { title: 'Browse files', text: `sftp ${at} -P ${SSH_PORT} work@127.0.0.1` },
  ];
}

/** An entry of `~/.ssh/config`: what VS Code and other programs want. */
export function sshConfig(session: string): string {
  const alias = session.replace(/[^A-Za-z0-9._-]/g, '-');
  return [
    `Host ${alias}`,
    '  HostName 127.0.0.1',
    `  Port ${SSH_PORT}`,
    '  User work',
    '  IdentityFile ~/.ssh/id_container',
    '  StrictHostKeyChecking accept-new',
    `  UserKnownHostsFile ~/.ssh/known_hosts.${alias}`,
  ].join('\n');
}

/** The client's own way to an app that browsers cannot show. */
export const tunnelCommand = (session: string, app: AppInfo): string =>
  `backend.ai app ${shellWord(session)} ${shellWord(app.name)} -b 127.0.0.1:${app.port || 8080}`;
