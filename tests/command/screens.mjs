// What `cfs` shows on a terminal of 80 columns, and how it leaves it: bars of progress, questions, Ctrl-C at various moments.
// node screens.mjs CFS EMULATOR
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { account, api, start, token } from "../emulator/emulator.mjs";
import { Terminal } from "./terminal.mjs";

const [cfs, program] = process.argv.slice(2);
const emulator = await start(program);
const origin = emulator.base.replace("/client/v4", "");
const folder = mkdtempSync(join(tmpdir(), "cfs-screens-"));
mkdirSync(join(folder, "bin"));
symlinkSync(cfs, join(folder, "bin/cfs"));

const env = {
  PATH: `${join(folder, "bin")}:${process.env.PATH}`,
  TERM: "xterm-256color",
  // A shell that is ended would write down what was typed, in a folder that is being removed.
  HISTFILE: "/dev/null",
  LANG: "C.UTF-8",
  CFS_KEYRING: "off",
  CLOUDFLARE_API_TOKEN: token,
  CLOUDFLARE_BASE_URL: emulator.base,
};

/** What goes wrong from now on: TOML. */
async function faults(toml) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${origin}/_emulator/faults`, { method: "PUT", headers, body: toml });
  assert.equal(response.status, 200, await response.text());
}

/** So long that nobody waits for it. */
const FOR_EVER = "latency_ms = 600000";

/** The prompt, with what the last command ended with. */
const PROMPT = /^(?:\^C)?\[(\d+)\] >$/;

/** A shell in a terminal of 80 columns. */
class Shell extends Terminal {
  constructor(name, more = {}) {
    const home = mkdtempSync(join(folder, `${name}-`));
    writeFileSync(join(home, "rc"), "PS1='[$?] > '\nbind 'set bell-style none'\n");
    super(name, home, `bash --noprofile --rcfile ${join(home, "rc")}`, { ...env, ...more }, [80, 24]);
    this.home = home;
    this.tmux("pipe-pane", `cat >> ${join(home, "raw")}`);
  }

  lines() {
    return this.screen().trimEnd().split("\n");
  }

  /** What was written to the terminal, as it was written. */
  raw() {
    return readFileSync(join(this.home, "raw"), "utf8");
  }

  /** Waits for the prompt; what the command ended with. */
  async prompt() {
    await this.until(() => PROMPT.test(this.lines().at(-1)), "the prompt should come");
    return Number(this.lines().at(-1).match(PROMPT)[1]);
  }

  /** Types a command on an empty screen. Nothing is typed before the prompt is there. */
  async begin(command) {
    await this.prompt();
    this.key("C-l");
    await this.until((screen) => PROMPT.test(screen.trim()), "the screen should be empty");
    this.type(command);
    const tail = command.slice(-20);
    await this.until((screen) => screen.replaceAll("\n", "").includes(tail), "the command should be typed");
    this.key("Enter");
  }

  /** Runs a command to its end; what stands on the screen. */
  async run(command, code = 0) {
    await this.begin(command);
    const ended = await this.prompt();
    assert.equal(ended, code, `${command}: ended with ${ended}\n${this.screen()}`);
    return this.screen();
  }

  /** Interrupts what runs: it ends with 130, and the terminal is as it was. */
  async interrupt(command) {
    this.key("C-c");
    assert.equal(await this.prompt(), 130, `${command}\n${this.screen()}`);
    await this.sane(command);
  }

  /** Whether the terminal is as a shell leaves it. */
  async sane(command) {
    assert.equal(this.tmux("display-message", "-p", "#{cursor_flag}").trim(), "1", `${command}: the cursor is hidden`);
    const settings = await this.run("stty -a | tr ' ' '\\n' | grep -xE -- '-?(icanon|echo|isig|opost)' | xargs");
    assert.match(settings, /^opost isig icanon echo$/m, `${command}: ${settings}`);
  }
}

/** Nothing that is half of something is in a folder. */
function clean(...folders) {
  for (const one of folders) {
    const left = readdirSync(one, { recursive: true }).filter((name) => /(^|\/)\.(tmp|cfs-)/.test(name));
    assert.deepEqual(left, [], `${one} has temporary files`);
  }
}

let checks = 0;
const done = (count = 1) => (checks += count);

/** Bars of copies both ways, and their end by Ctrl-C; the same command goes on. */
async function copies(shell) {
  const large = "x".repeat(4 << 20);
  mkdirSync(join(shell.home, "site"));
  for (const name of ["a.txt", "b.txt"]) writeFileSync(join(shell.home, "site", name), name + large);
  await shell.run("cd && cfs r2 bucket create photos --quiet --fields name");
  await faults(`[[fault]]\nmethod = "PUT"\npath = "/accounts/*/r2/buckets/photos/objects/*"\nafter = 1\ntimes = 1\n${FOR_EVER}`);
  const up = "cfs r2 cp site r2://photos --jobs 1";
  await shell.begin(up);
  await shell.until((screen) => /4\.00 MiB of 8\.00 MiB/.test(screen), "a bar should be half full");
  assert(shell.lines().every((line) => line.length <= 80), shell.screen());
  await shell.interrupt(up);
  await faults("");
  assert.match(await shell.run(`${up} --no-color`), /copied +1\n(.*\n)*unchanged +1/);
  assert(!shell.screen().includes("MiB of"), "the bar is gone");
  done(3);

  await faults(`[[fault]]\nmethod = "GET"\npath = "/accounts/*/r2/buckets/photos/objects/*"\nafter = 1\ntimes = 1\n${FOR_EVER}`);
  const down = "cfs r2 sync r2://photos copy --jobs 1";
  await shell.begin(down);
  await shell.until((screen) => /4\.00 MiB of 8\.00 MiB/.test(screen), "a bar should be half full");
  await shell.interrupt(down);
  await faults("");
  assert.equal(readdirSync(join(shell.home, "copy")).filter((name) => !name.startsWith(".")).length, 1);
  await shell.run(down);
  assert.equal(readFileSync(join(shell.home, "copy/b.txt"), "utf8"), `b.txt${large}`);
  clean(shell.home);
  done(3);

  const sql = Array.from({ length: 30000 }, (_, at) => `INSERT INTO t VALUES (${at}, '${"y".repeat(400)}');`);
  writeFileSync(join(shell.home, "large.sql"), ["CREATE TABLE t (id INTEGER, text TEXT);", ...sql].join("\n"));
  await shell.run("cfs d1 create orders --quiet --fields name");
  await shell.run("cfs d1 import orders large.sql --yes");
  assert.match(shell.raw(), /MiB of 1\d\.\d\d MiB/, "there was a bar");
  assert(!shell.screen().includes("MiB of"), "the bar is gone");
  assert.match(await shell.run("cfs d1 query orders 'SELECT count(*) AS rows FROM t'"), /30000/);
  done(3);
}

/** Questions: what is typed, and what Ctrl-C makes of them. */
async function questions(shell) {
  const secrets = join(shell.home, ".local/share/cfs/secrets.toml");
  const login = "CLOUDFLARE_API_TOKEN= cfs auth token";
  await shell.begin(login);
  await shell.until((screen) => screen.includes("API token:"), "it should ask");
  await shell.interrupt(login);
  assert(!existsSync(secrets));
  await shell.begin(login);
  await shell.until((screen) => screen.includes("API token:"), "it should ask");
  shell.type(token);
  shell.key("Enter");
  assert.equal(await shell.prompt(), 0, shell.screen());
  assert(existsSync(secrets) && !shell.raw().includes(token), "the token does not show");
  await shell.sane(login);
  done(4);

  await shell.run("cfs kv namespace create sessions --quiet");
  const remove = "cfs kv namespace delete sessions";
  const names = async () => (await api(emulator.base, "GET", `/accounts/${account}/storage/kv/namespaces`)).result.map((one) => one.title);
  for (const [answer, code, left] of [["C-c", 130, 1], ["n", 1, 1], ["y", 0, 0]]) {
    await shell.begin(remove);
    await shell.until((screen) => screen.includes("[y/N]"), "it should ask");
    if (answer === "C-c") {
      await shell.interrupt(remove);
    } else {
      shell.type(answer);
      shell.key("Enter");
      assert.equal(await shell.prompt(), code, shell.screen());
    }
    assert.equal((await names()).length, left, answer);
    done();
  }
}

/** Ctrl-C while something is written: a file is whole or not there, a list ends as JSON. */
async function outputs(shell) {
  await faults('[[fault]]\nmethod = "GET"\npath = "/accounts/*/r2/buckets/photos/objects/*"\nhalf_open = true');
  const get = "cfs r2 object get r2://photos/a.txt -o got.txt";
  await shell.begin(get);
  await shell.until((screen) => /MiB of 4\.00 MiB/.test(screen), "a bar should be half full");
  await shell.interrupt(get);
  assert(!existsSync(join(shell.home, "got.txt")));
  clean(shell.home);
  done(2);

  for (let at = 0; at < 30; at += 1) await api(emulator.base, "POST", `/accounts/${account}/storage/kv/namespaces`, { title: `n${at}` });
  await faults(`[[fault]]\nmethod = "GET"\npath = "/accounts/*/storage/kv/namespaces"\nafter = 1\n${FOR_EVER}`);
  const list = "cfs api kv namespaces list --all --output json --fields title > list.json";
  const listed = () => readFileSync(join(shell.home, "list.json"), "utf8");
  await shell.begin(list);
  await shell.until(() => existsSync(join(shell.home, "list.json")) && listed().includes('"n19"'), "the first page should be there");
  await shell.interrupt(list);
  assert.equal(JSON.parse(listed()).length, 20);
  await faults('[[fault]]\nmethod = "GET"\npath = "/accounts/*/storage/kv/namespaces"\nafter = 1\nstatus = 403');
  const screen = await shell.run("cfs api kv namespaces list --all --output json --fields title > list.json", 4);
  assert.match(screen, /rows written before that: 20/);
  assert.equal(JSON.parse(listed()).length, 20);
  await faults("");
  done(3);
}

/** Colours and questions where they are not wanted, and lines that fit. */
async function surroundings(shell) {
  const list = "cfs api zones list --fields id,name,status";
  await shell.run(list);
  assert.match(shell.tmux("capture-pane", "-p", "-e"), /\x1b\[1mid/, "names are bold");
  for (const [name, value] of [["NO_COLOR", "1"], ["CI", "true"], ["TERM", "dumb"]]) {
    await shell.run(`${name}=${value} ${list}`);
    assert.doesNotMatch(shell.tmux("capture-pane", "-p", "-e"), /\x1b\[1mid/, name);
    done();
  }
  const dumb = new Shell("dumb", { TERM: "dumb", NO_COLOR: "1" });
  try {
    await dumb.prompt();
    dumb.tmux("pipe-pane", `cat >> ${join(dumb.home, "own")}`);
    for (const command of [list, "cfs api zones", "cfs help output", "cfs kv namespace list --all", "cfs nothing || true"]) {
      dumb.type(command);
      dumb.key("Enter");
      await dumb.prompt();
    }
    assert.doesNotMatch(readFileSync(join(dumb.home, "own"), "utf8"), /\x1b\[\d*m/, "a dumb terminal is given no escapes");
  } finally {
    dumb.end();
  }
  // In CI nobody is asked.
  await shell.run("CI=true cfs kv namespace delete n0");
  assert(!shell.screen().includes("[y/N]"));
  for (const command of ["cfs kv key put --help", "cfs --help | tail -20", "cfs api zones list", "cfs kv namespace list --all | tail -5", "cfs auth profiles"]) {
    await shell.begin(command);
    await shell.prompt();
    const wrapped = shell.tmux("capture-pane", "-p", "-J").split("\n").filter((line) => line.trimEnd().length > 80);
    assert.deepEqual(wrapped, [], `${command} does not fit`);
    done();
  }
  done(3);
}

/** An account on this machine says where it is until Ctrl-C ends it. */
async function local(shell) {
  const command = "cfs local --port 0 --no-workers";
  await shell.begin(command);
  await shell.until((screen) => screen.includes("Ctrl-C ends it"), "it should say how it ends");
  shell.key("C-c");
  assert.equal(await shell.prompt(), 0, shell.screen());
  await shell.sane(command);
  // What was begun again in the same folder is the same account.
  assert.match(await shell.run("cfs d1 --local list --output json"), /\[\]/);
  done(2);
}

const shell = new Shell("screens");
try {
  await shell.prompt();
  await copies(shell);
  await questions(shell);
  await outputs(shell);
  await surroundings(shell);
  await local(shell);
  console.log(`screens: ${checks} checks`);
} finally {
  shell.end();
  emulator.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
