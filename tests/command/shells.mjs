// Completions of `cfs` in real shells, typed into a terminal: tmux holds the terminal, and shows what stands on it.
// node shells.mjs CFS EMULATOR SHELL…
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { account, api, start, token } from "../emulator/emulator.mjs";
import { Terminal } from "./terminal.mjs";

const [cfs, program, ...shells] = process.argv.slice(2);
const emulator = await start(program);
const folder = mkdtempSync(join(tmpdir(), "cfs-shells-"));
const bin = join(folder, "bin");
mkdirSync(bin);
symlinkSync(cfs, join(bin, "cfs"));

const env = {
  PATH: `${bin}:${process.env.PATH}`,
  TERM: "xterm-256color",
  // A shell that is ended would write down what was typed, in a folder that is being removed.
  HISTFILE: "/dev/null",
  LANG: "C.UTF-8",
  CLOUDFLARE_API_TOKEN: token,
  CLOUDFLARE_BASE_URL: emulator.base,
};

/** How each is started without anybody's own settings, and made to ask `cfs`. */
const started = {
  bash: (home) => {
    writeFileSync(join(home, "rc"), "PS1='> '\nbind 'set bell-style none'\nsource <(cfs completions bash)\n");
    return `bash --noprofile --rcfile ${join(home, "rc")}`;
  },
  zsh: (home) => {
    writeFileSync(join(home, ".zshrc"), "PS1='> '\nunsetopt BEEP\nautoload -U compinit && compinit -u\nsource <(cfs completions zsh)\n");
    return `env ZDOTDIR=${home} zsh -d`;
  },
  fish: (home) => {
    const config = join(home, ".config/fish");
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, "config.fish"), "function fish_prompt; echo -n '> '; end\nset -g fish_greeting\ncfs completions fish | source\n");
    return "fish";
  },
};

/** A shell in a terminal of its own. */
class Shell extends Terminal {
  constructor(shell) {
    const home = mkdtempSync(join(folder, `${shell}-`));
    super(shell, home, started[shell](home), env);
  }

  /** Types, asks for what follows, and waits until it is there. */
  async completes(typed, expected) {
    this.type(typed);
    this.key("Tab");
    await this.until((screen) => screen.includes(expected), `\`${typed}\` and Tab should give \`${expected}\``);
    // No interrupt: a terminal drops what was typed before one, and a shell at work on it what was typed after.
    this.key("C-u");
    this.key("C-l");
    await this.until((screen) => screen.trim() === ">", "the line should be empty again");
  }
}

const CASES = [
  ["cfs doc", "cfs doctor"],
  ["cfs api zero", "cfs api zero-trust"],
  ["cfs api d1 database cr", "cfs api d1 database create"],
  ["cfs api d1 database create --primary-l", "--primary-location-hint"],
  ["cfs api d1 database create --primary-location-hint wn", "wnam"],
  ["cfs api d1 database list --output nd", "ndjson"],
  ["cfs completions fi", "cfs completions fish"],
];

let checks = 0;
try {
  for (const title of ["sessions", "settings"]) await api(emulator.base, "POST", `/accounts/${account}/storage/kv/namespaces`, { title });
  const accounts = (await api(emulator.base, "GET", "/accounts")).result;
  const [{ name }] = accounts.filter((one) => one.id === account);
  for (const shell of shells) {
    const terminal = new Shell(shell);
    try {
      await terminal.until((screen) => screen.trim() === ">", "it should start");
      for (const [typed, expected] of CASES) {
        await terminal.completes(typed, expected);
        checks += 1;
      }
      // Names of the account's own things are asked for, and remembered for a minute.
      const first = name.split(" ")[0];
      await terminal.completes(`cfs --account ${first.slice(0, 3)}`, first);
      await terminal.completes("cfs kv key list --namespace sess", "sessions");
      checks += 2;
    } finally {
      terminal.end();
    }
  }
  console.log(`completions: ${checks} checks in ${shells.join(", ")}`);
} finally {
  emulator.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
