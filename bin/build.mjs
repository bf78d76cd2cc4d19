// `npm run build`: dist/ holds the worker as JavaScript, for where types cannot be stripped (below node_modules).
// tsc rewrites the `.ts` of imports, but not of `new URL("./x.ts", import.meta.url)`: whoever starts a file as a
// process or worker asks for the extension of the file it stands in (import.meta.url).
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("..", import.meta.url));
const dist = join(checkout, "dist");
const programs = join(checkout, "node_modules/.bin");

rmSync(dist, { recursive: true, force: true });
const tsc = spawnSync(join(programs, "tsc"), ["--project", "tsconfig.build.json"], {
  cwd: checkout,
  stdio: "inherit",
  env: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH ?? ""}` },
});
if (tsc.status !== 0) {
  console.error("build: tsc failed");
  process.exit(1);
}

// what is read rather than imported, as templates are; config/ and demo/ stay where they are, beside dist/
for (const folder of ["rules", "worker", "templates"]) {
  if (!existsSync(join(checkout, folder))) continue;
  cpSync(join(checkout, folder), join(dist, folder), {
    recursive: true,
    filter: (source) => extname(source) !== ".ts",
  });
}

const left = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .filter((file) => /new URL\(\s*["'`][^"'`]*\.ts["'`]/.test(readFileSync(file, "utf8")));
if (left.length > 0) {
  console.error(`build: these name a .ts file that dist/ does not have:\n  ${left.join("\n  ")}`);
  process.exit(1);
}
console.log("build: dist/ is ready");
