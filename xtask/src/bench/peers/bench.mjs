// Lints the same lines with what others offer for Chinese text, and prints one JSON object.
// `node bench.mjs FILE`, FILE holding a message a line. The 200 literal rules of prh are made up here:
// both do less than the coach (no negation, no buyer, no facts), so they are a lower bound of its work.
import { readFileSync } from "node:fs";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const text = readFileSync(process.argv[2], "utf8");
const bytes = Buffer.byteLength(text);
const figures = {};

function record(name, seconds) {
  figures[`${name}_mb_per_s`] = bytes / 1e6 / seconds;
}

function words() {
  const heads = ["保证", "肯定", "绝对", "一定", "马上", "立刻", "全网", "永久", "终身", "百分百"];
  const tails = ["到货", "有货", "正品", "有效", "退款", "最低", "第一", "不掉色", "不变形", "不起球"];
  const ends = ["的", "了"];
  return heads.flatMap((head) => tails.flatMap((tail) => ends.map((end) => head + tail + end)));
}

async function autocorrect() {
  const { lintFor } = (await import("autocorrect-node")).default;
  const start = process.hrtime.bigint();
  lintFor(text, "lines.txt");
  record("autocorrect_lint", Number(process.hrtime.bigint() - start) / 1e9);
}

async function prh() {
  const { createLinter, loadTextlintrc } = await import("textlint");
  const folder = mkdtempSync(join(tmpdir(), "jinpai-peers-"));
  try {
    const rules = words().map((word) => `  - expected: 请核对\n    pattern: ${word}\n`);
    writeFileSync(join(folder, "prh.yml"), `version: 1\nrules:\n${rules.join("")}`);
    const config = { rules: { prh: { rulePaths: [join(folder, "prh.yml")] } } };
    writeFileSync(join(folder, ".textlintrc.json"), JSON.stringify(config));
    const descriptor = await loadTextlintrc({
      configFilePath: join(folder, ".textlintrc.json"),
      node_modulesDir: join(import.meta.dirname, "node_modules"),
    });
    const linter = createLinter({ descriptor });
    await linter.lintText("亲，您好", "warm.txt");
    const start = process.hrtime.bigint();
    await linter.lintText(text, "lines.txt");
    record("textlint_prh_200_rules", Number(process.hrtime.bigint() - start) / 1e9);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const wrong = [];
for (const peer of [autocorrect, prh]) {
  try {
    await peer();
  } catch (error) {
    wrong.push(`${peer.name}: ${error.message}`);
  }
}
process.stdout.write(`${JSON.stringify({ ...figures, wrong })}\n`);
