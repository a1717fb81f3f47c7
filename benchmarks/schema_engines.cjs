// The verdicts of programs for Node on pairs of schemas; as schema_engines.py, which says what is printed.
// node schema_engines.cjs NAME FOLDER FILE [FIRST]: FOLDER holds node_modules with the program.
const fs = require("node:fs");
const path = require("node:path");

const [name, folder, file, first] = process.argv.slice(2);
const program = require(path.join(folder, "node_modules", name));
const clone = (value) => JSON.parse(JSON.stringify(value));

const engines = {
  "json-schema-diff": async (old, now) => {
    const found = await program.diffSchemas({ sourceSchema: old, destinationSchema: now });
    return {
      backward: found.removalsFound ? "break" : "ok",
      forward: found.additionsFound ? "break" : "ok",
    };
  },
  // these two answer backward only
  "json-schema-diff-validator": async (old, now) => {
    try {
      program.validateSchemaCompatibility(old, now);
      return { backward: "ok" };
    } catch (error) {
      if (String(error.message).includes("not backward compatible")) return { backward: "break" };
      throw error;
    }
  },
  "api-smart-diff": async (old, now) => {
    const found = program.compareJsonSchema(old, now).diffs;
    return { backward: found.some((each) => each.type === "breaking") ? "break" : "ok" };
  },
};

async function main() {
  const pairs = JSON.parse(fs.readFileSync(file, "utf-8"));
  for (let number = Number(first ?? 0); number < pairs.length; number += 1) {
    const { old, new: now } = pairs[number];
    const [before, after] = [clone(old), clone(now)];
    const start = process.cpuUsage();
    let found;
    try {
      found = await engines[name](before, after);
    } catch {
      found = { backward: "error" };
    }
    const used = process.cpuUsage(start);
    const ms = (used.user + used.system) / 1e3;
    fs.writeSync(1, `${JSON.stringify({ number, ...found, ms })}\n`);
  }
}

main();
