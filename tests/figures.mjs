// Adds a figure to what a step of `cargo xtask test` measures, where somebody wants them: see xtask/src/figures.rs.

import { appendFileSync } from "node:fs";

export function figure(name, value) {
  if (process.env.CFS_FIGURES) appendFileSync(process.env.CFS_FIGURES, `${name} = ${value}\n`);
}
