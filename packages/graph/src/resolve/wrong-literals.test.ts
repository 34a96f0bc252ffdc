/** Planted traps: methods called on what is written out or held by a table, and the same names in another package. */
import { expect, test } from "vitest";

import { drawingOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { drawn } = drawingOf(useParser());

/** In each the folder `trap` has a `send` that nothing in the other files means. */
const LITERALS: Readonly<Record<string, Sources>> = {
  python: {
    "trap/box.py": "class Box:\n    def send(self): ...\ndef send(): ...\n",
    "a.py":
      "def main(k):\n    'x'.send()\n    [1].send()\n    {'a': 1}[k].send()\n    (1, 2)[0].send()\n    f'{k}'.send()\n",
  },
  typescript: {
    "trap/box.ts": "export class Box { send() {} }\nexport function send() {}\n",
    "a.ts":
      "const table: Record<string, () => void> = { post: () => {} };\nconst key: string = name();\n" +
      'function main(k: string) { "x".send(); [1].send(); ({ post() {} }).send(); /x/.send(); table[k].send(); table[key](); }\n',
  },
  java: {
    "trap/Box.java": "package trap;\npublic class Box { public void send() {} }\n",
    "a/Main.java":
      'package a;\nclass Main { void main(int k) { "x".send(); new int[]{1}[k].send(); new Object[]{"x"}[0].send(); } }\n',
  },
  go: {
    "go.mod": "module a.dev/m\n",
    "trap/box.go": "package trap\ntype Box struct{}\nfunc (b Box) Send() {}\nfunc Send() {}\n",
    "main.go":
      'package main\nvar table = map[string]func(){}\nfunc main() { []int{1}[0].Send(); map[string]string{"a": "b"}["a"].Send(); table["Send"](); ' +
      "xs := []interface{}{1}; xs[0].Send(); ys := make([]error, 1); ys[0].Send() }\n",
  },
  c: {
    "trap/box.c": "void send(void) {}\n",
    "main.c": "static int table[] = { 1, 2 };\nvoid run(int i, void (**send)(void)) { send[i](); table[i](); }\n",
  },
  cpp: {
    "trap/box.cpp": "struct Box { void send() {} };\n",
    "main.cpp": 'void run(int i) { int xs[] = { 1 }; xs[i].send(); "x"[0].send(); auto ys = { 1, 2 }; ys.send(); }\n',
  },
  rust: {
    "Cargo.toml": '[package]\nname = "m"\n[lib]\npath = "lib.rs"\n',
    "lib.rs": "mod trap;\nfn main() { \"x\".send(); [1][0].send(); vec![1][0].send(); (1, 2).0.send(); 'c'.send(); }\n",
    "trap/mod.rs": "pub struct Parcel;\nimpl Parcel { pub fn send(&self) {} }\n",
  },
  php: {
    "trap/box.php": "<?php\nnamespace Trap;\nclass Box { public function send() {} }\nfunction send() {}\n",
    "a.php":
      "<?php\nfunction main($k) { $xs = ['a' => 1]; $xs[$k]->send(); ['send'][0](); (function () {})->send(); }\n",
  },
  csharp: {
    "trap/Box.cs": "namespace Trap { public class Box { public void Send() {} } }\n",
    "Main.cs":
      'class Main { void Run(int k) { "x".Send(); new[] { 1 }[k].Send(); 1.Send(); (1, "x").Item2.Send(); } }\n',
  },
};

const PACKAGES: Readonly<Record<string, Sources>> = {
  python: {
    "trap/box.py": "class Box:\n    def send(self): ...\n",
    "ours/box.py": "class Box:\n    def send(self): ...\n",
    "ours/a.py": "from .box import Box\ndef main(box: Box): box.send()\n",
  },
  typescript: {
    "trap/box.ts": "export class Box { send() {} }\n",
    "ours/box.ts": "export class Box { send() {} }\n",
    "ours/a.ts": 'import { Box } from "./box";\nexport function main(box: Box) { box.send(); new Box().send(); }\n',
  },
  java: {
    "trap/Box.java": "package trap;\npublic class Box { public void send() {} }\n",
    "ours/Box.java": "package ours;\npublic class Box { public void send() {} }\n",
    "ours/Main.java": "package ours;\nclass Main { void main(Box box) { box.send(); new Box().send(); } }\n",
  },
  go: {
    "go.mod": "module a.dev/m\n",
    "trap/box.go": "package trap\ntype Box struct{}\nfunc (b Box) Send() {}\n",
    "ours/box.go": "package ours\ntype Box struct{}\nfunc (b Box) Send() {}\n",
    "ours/a.go":
      "package ours\nvar boxes = []Box{{}}\nfunc Main() { boxes[0].Send(); for _, b := range boxes { b.Send() } }\n",
  },
  cpp: {
    "trap/box.cpp": "namespace trap { struct Box { void send() {} }; }\n",
    "ours/a.cpp":
      "namespace ours {\nstruct Box { void send() {} };\nvoid run(Box box) { box.send(); Box other; other.send(); }\n}\n",
  },
  rust: {
    "Cargo.toml": '[package]\nname = "m"\n[lib]\npath = "lib.rs"\n',
    "lib.rs": "mod trap;\nmod ours;\n",
    "trap/mod.rs": "pub struct Parcel;\nimpl Parcel { pub fn send(&self) {} }\n",
    "ours/mod.rs":
      "pub struct Parcel;\nimpl Parcel { pub fn send(&self) {} }\npub fn run(p: Parcel) { p.send(); Parcel.send(); }\n",
  },
  php: {
    "trap/box.php": "<?php\nnamespace Trap;\nclass Box { public function send() {} }\n",
    "ours/box.php": "<?php\nnamespace Ours;\nclass Box { public function send() {} }\n",
    "ours/a.php": "<?php\nnamespace Ours;\nfunction main(Box $box) { $box->send(); (new Box())->send(); }\n",
  },
  csharp: {
    "trap/Box.cs": "namespace Trap { public class Box { public void Send() {} } }\n",
    "ours/Box.cs": "namespace Ours { public class Box { public void Send() {} } }\n",
    "ours/Main.cs": "namespace Ours { class Main { void Run(Box box) { box.Send(); new Box().Send(); } } }\n",
  },
};

const toTrap = (edges: readonly string[]): readonly string[] =>
  edges.filter((edge) => /^(?:CALLS|INSTANTIATES) (?!trap).* trap\//.test(edge));

test.each(Object.entries(LITERALS))("%s: a method called on what is written out is nobody's", async (_, sources) => {
  expect(toTrap((await drawn(sources)).edges)).toEqual([]);
});

test.each(Object.entries(PACKAGES))("%s: a name means the one of its own package", async (_, sources) => {
  const { edges } = await drawn(sources);
  expect(toTrap(edges)).toEqual([]);
  expect(edges.some((edge) => /^CALLS .* ours\/.*send$/i.test(edge))).toBe(true);
});
