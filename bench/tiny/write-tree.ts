/** A tree of tiny files, as code generators and exports of records leave them: five languages, 200 files a folder, most name another. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILES_A_FOLDER = 200;
const KINDS = 5;

/** Writes `count` files of a few lines below `root`. */
export function writeTinyTree(root: string, count: number): void {
  for (let number = 0; number < count; number += 1) {
    const packageNumber = Math.floor(number / FILES_A_FOLDER);
    const folder = join(root, `area${packageNumber % 25}`, `pkg${packageNumber}`);
    if (number % FILES_A_FOLDER === 0) mkdirSync(folder, { recursive: true });
    const [name, text] = tinyFile(number);
    writeFileSync(join(folder, name), text);
  }
}

/** Each names the file of its language before it, but for a folder's first. */
function tinyFile(number: number): readonly [name: string, text: string] {
  const before = number % FILES_A_FOLDER < KINDS ? undefined : number - KINDS;
  const folder = Math.floor(number / FILES_A_FOLDER);
  switch (number % KINDS) {
    case 0:
      return [`item${number}.py`, python(number, before)];
    case 1:
      return [`item${number}.ts`, typescript(number, before)];
    case 2:
      return [`Item${number}.java`, java(number, { before, folder })];
    case 3:
      return [`item${number}.go`, go(number, { before, folder })];
    default:
      return [`item${number}.md`, `# Note ${number}\n\nAbout item ${number}.\n`];
  }
}

interface Place {
  readonly before: number | undefined;
  readonly folder: number;
}

function python(number: number, before: number | undefined): string {
  const header = before === undefined ? "" : `from .item${before} import value_${before}\n\n`;
  const amount = before === undefined ? "amount" : `value_${before}(amount)`;
  return `${header}def value_${number}(amount):\n    """Adds ${number} to an amount."""\n    return ${amount} + ${number}\n`;
}

function typescript(number: number, before: number | undefined): string {
  const header = before === undefined ? "" : `import { count${before} } from "./item${before}.ts";\n\n`;
  const step = before === undefined ? "step" : `count${before}(step)`;
  return `${header}// Counts ${number}.\nexport function count${number}(step: number): number {\n  return ${step} + ${number};\n}\n`;
}

function java(number: number, { before, folder }: Place): string {
  const start = before === undefined ? "start" : `new Item${before}().total(start)`;
  const method = `  public int total(int start) {\n    return ${start} + ${number};\n  }\n`;
  return `package area${folder % 25}.pkg${folder};\n\npublic class Item${number} {\n${method}}\n`;
}

function go(number: number, { before, folder }: Place): string {
  const base = before === undefined ? "base" : `Rate${before}(base)`;
  return `package pkg${folder}\n\n// Rate${number} is a rate.\nfunc Rate${number}(base int) int {\n\treturn ${base} + ${number}\n}\n`;
}
