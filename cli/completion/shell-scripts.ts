export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The program and the first arguments that start this command line. */
export type Invocation = readonly [program: string, ...args: string[]];

/**
 * Creates a script that completes `dubstep` in a shell, and defines the command if it does not exist. Each completion
 * runs the command line, so scenarios and runs are up to date.
 */
export function completionScript(shell: Shell, invocation: Invocation): string {
  const call = invocation.map(quote).join(' ');
  switch (shell) {
    case 'bash':
      return `# dubstep completion bash: source <(pnpm -s dubstep completion bash)
type dubstep >/dev/null 2>&1 || dubstep() { ${call} "$@"; }
_dubstep() {
  mapfile -t COMPREPLY < <(${call} complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o bashdefault -o default -o nosort -F _dubstep dubstep
`;
    case 'zsh':
      return `# dubstep completion zsh: source <(pnpm -s dubstep completion zsh)
(( $+commands[dubstep] || $+functions[dubstep] )) || dubstep() { ${call} "$@" }
_dubstep() {
  local -a found
  found=("\${(@f)$(${call} complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -V dubstep -a found; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _dubstep dubstep
`;
    case 'fish':
      return `# dubstep completion fish: pnpm -s dubstep completion fish | source
type -q dubstep; or function dubstep; ${call} $argv; end
function __dubstep_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  ${call} complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c dubstep -k -a '(__dubstep_complete)'
`;
  }
}

/** Quotes a word for any of the three shells. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
