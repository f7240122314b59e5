// A terminal that tmux holds: what is typed into it, and what stands on it.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as turn } from "node:timers/promises";

/** How often the terminal is looked at before it is given up, a twentieth of a second apart. */
const LOOKS = 400;

/** A program in a terminal of its own. */
export class Terminal {
  /** `command` is what a shell is given, `home` a folder of its own, `size` columns and rows. */
  constructor(name, home, command, env, [columns, rows] = [120, 40]) {
    this.name = name;
    this.socket = join(home, "tmux");
    const variables = Object.entries({ ...env, HOME: home }).map(([name, value]) => `${name}='${value}'`);
    const whole = `exec env -i ${variables.join(" ")} ${command}`;
    this.tmux("-f", "/dev/null", "new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, whole);
  }

  tmux(...words) {
    return execFileSync("tmux", ["-S", this.socket, ...words], { encoding: "utf8" });
  }

  screen() {
    return this.tmux("capture-pane", "-p");
  }

  type(text) {
    this.tmux("send-keys", "-l", text);
  }

  key(name) {
    this.tmux("send-keys", name);
  }

  async until(holds, what) {
    for (let looks = 0; looks < LOOKS; looks += 1) {
      if (holds(this.screen())) return;
      await turn(50);
    }
    throw new Error(`${this.name}: ${what}; the screen is\n${this.screen()}`);
  }

  end() {
    this.tmux("kill-server");
  }
}
