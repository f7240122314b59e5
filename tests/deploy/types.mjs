// The declarations that cfs writes of Workers' environments, compiled by the TypeScript compiler with @cloudflare/workers-types: no
// mistake, and no member whose type is `any`.
//   node types.mjs FILE.d.ts…
// CFS_NPM is the folder with the packages of tests/npm.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const packages = join(process.env.CFS_NPM ?? process.cwd(), "node_modules");
const ts = createRequire(join(packages, "package.json"))("typescript");
const home = mkdtempSync(join(tmpdir(), "cfs-types-"));
const failures = [];
let members = 0;

/** What a declaration says that a file exports, as a file that does. */
function stubs(text) {
  const files = new Map();
  const put = (path, name, code) => {
    const file = files.get(path) ?? files.set(path, new Map()).get(path);
    file.set(name, code);
  };
  const all = (pattern, put) => [...text.matchAll(pattern)].forEach(([, path, name]) => put(path, name));
  all(/typeof import\("([^"]+)"\);/g, (path) => put(path, "default", ""));
  all(/DurableObjectNamespace<import\("([^"]+)"\)\.(\w+)>/g, (path, name) => put(path, name, "extends DurableObject<Env> { count(): number { return 1 } }"));
  all(/Parameters<import\("([^"]+)"\)\.(\w+)\["run"\]>/g, (path, name) =>
    put(path, name, "extends WorkflowEntrypoint<Env, { id: string }> { async run(event: WorkflowEvent<{ id: string }>) { return event.payload.id } }"));
  all(/Service<typeof import\("([^"]+)"\)\.(\w+)>/g, (path, name) =>
    put(path, name, name === "default" ? "" : "extends WorkerEntrypoint<Env> { add(a: number, b: number) { return a + b } }"));
  return [...files].map(([path, names]) => {
    const classes = [...names].filter(([name]) => name !== "default").map(([name, code]) => `export class ${name} ${code}`);
    const imports = `import { DurableObject, WorkerEntrypoint, WorkflowEntrypoint, type WorkflowEvent } from "cloudflare:workers";`;
    return [`${path}.ts`, [imports, ...classes, "export default { async fetch(): Promise<Response> { return new Response() } };"].join("\n")];
  });
}

for (const [index, file] of process.argv.slice(2).entries()) {
  const text = readFileSync(file, "utf8");
  const folder = join(home, String(index));
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  };
  const roots = [write("env.d.ts", text), ...stubs(text).map(([path, text]) => write(path, text))];
  symlinkSync(packages, join(folder, "node_modules"));
  const own = text.slice(text.indexOf("interface Env {"));
  const names = [...own.matchAll(/^ {4}(?:(\w+)|("(?:[^"\\]|\\.)*")): /gm)].map(([, plain, quoted]) => quoted ?? JSON.stringify(plain));
  members += names.length;
  const checks = names.map((name, at) => `export const check${at}: IsAny<Env[${name}]> = false;`);
  // That `env` of the module has them as well.
  const module = names.map((name, at) => `export const module${at}: Env[${name}] = env[${name}];`);
  roots.push(write("checks.ts", ['import { env } from "cloudflare:workers";', "type IsAny<T> = 0 extends 1 & T ? true : false;", ...checks, ...module].join("\n")));
  const program = ts.createProgram(roots, {
    strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, lib: ["lib.es2022.d.ts"],
    moduleResolution: ts.ModuleResolutionKind.Bundler, types: ["@cloudflare/workers-types"], typeRoots: [packages],
  });
  for (const found of ts.getPreEmitDiagnostics(program)) {
    const place = found.file ? `${found.file.fileName}:${found.file.getLineAndCharacterOfPosition(found.start).line + 1}: ` : "";
    failures.push(`${file}: ${place}${ts.flattenDiagnosticMessageText(found.messageText, " ")}`);
  }
}
rmSync(home, { recursive: true });
failures.forEach((line) => console.log(line));
console.log(`${process.argv.length - 2} declarations, ${members} members, ${failures.length} failures`);
process.exit(failures.length || process.argv.length < 3 ? 1 : 0);
