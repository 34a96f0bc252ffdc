import { describe, expect, test } from "vitest";

import { draw, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileGraph } from "../model.ts";
import { languageOf } from "../parse/index.ts";
import { withDispatch } from "./dispatch.ts";
import { createGraphIndex, type ProjectFile } from "./index.ts";

const parser = useParser();

async function drawn(sources: Sources): Promise<readonly string[]> {
  const { edges } = draw(withDispatch(await graphOf(parser, sources)));
  return edges
    .filter((edge) => /^(?:CALLS|IMPLEMENTS|OVERRIDES)/.test(edge))
    .map((edge) => edge.replaceAll(/[\w./]+:/g, ""))
    .sort();
}

const PROTOCOL = "from typing import Protocol\nclass Reader(Protocol):\n    def read(self, size): ...\n";

describe("types that others conform to by their members", () => {
  test("Go: what has all methods of an interface implements it, whatever package it is in", async () => {
    const interfaces =
      "package a\ntype Named interface { Name() string }\ntype Store interface { Named; Save(key string) error }\n";
    const disk =
      'package b\nimport "m/a"\ntype Disk struct{}\nfunc (d *Disk) Save(k string) error { return nil }\n' +
      'func (d *Disk) Name() string { return "" }\nfunc use(s a.Store) { s.Save("") }\n';
    expect(await drawn({ "go.mod": "module m\n", "a/a.go": interfaces, "b/b.go": disk })).toEqual([
      "CALLS use Disk.Save",
      "CALLS use Store.Save",
      "IMPLEMENTS Disk Named",
      "IMPLEMENTS Disk Store",
      "OVERRIDES Disk.Name Named.Name",
      "OVERRIDES Disk.Save Store.Save",
    ]);
  });

  test("Go: what a type embeds, however deep and behind pointers, gives it the methods that an interface asks for", async () => {
    const source =
      "package a\ntype Saver interface { Save() }\ntype Closer interface { Close() }\n" +
      "type File interface { Saver; Closer }\ntype Base struct{}\nfunc (b *Base) Save() {}\n" +
      "type User struct{ *Base }\ntype Admin struct{ User }\ntype Both struct { Admin; Closer }\n" +
      "type Field struct { base Base }\n";
    expect(await drawn({ "go.mod": "module m\n", "a.go": source })).toEqual([
      "IMPLEMENTS Admin Saver",
      "IMPLEMENTS Base Saver",
      "IMPLEMENTS Both Closer",
      "IMPLEMENTS Both File",
      "IMPLEMENTS Both Saver",
      "IMPLEMENTS User Saver",
      "OVERRIDES Base.Save Saver.Save",
    ]);
  });

  test("Go: other parameters, another result or a missing method implement nothing", async () => {
    const source =
      "package a\ntype Store interface { Save(key string) error; Load() }\n" +
      "type A struct{}\nfunc (a A) Save(key int) error { return nil }\nfunc (a A) Load() {}\n" +
      "type B struct{}\nfunc (b B) Save(key string) {}\nfunc (b B) Load() {}\n" +
      "type C struct{}\nfunc (c C) Save(key string) error { return nil }\n" +
      "type D struct{}\nfunc (d D) Save(key string) error { return nil }\nfunc (d D) Load(all bool) {}\n";
    expect(await drawn({ "go.mod": "module m\n", "a.go": source })).toEqual([]);
  });

  test("Go: an interface with a part outside of the repository is implemented by nobody we know of", async () => {
    const source =
      'package a\nimport "io"\ntype Store interface { io.Closer; Load() }\ntype A struct{}\nfunc (a A) Load() {}\n';
    expect(await drawn({ "go.mod": "module m\n", "a.go": source })).toEqual([]);
  });

  test("Python: a call on a protocol runs what conforms to it, never the protocol", async () => {
    const source =
      `${PROTOCOL}class File:\n    def read(self, size): ...\nclass Pipe:\n    def read(self, size, wait=False): ...\n` +
      "class Book:\n    def read(self): ...\ndef use(r: Reader):\n    r.read(1)\n";
    expect(await drawn({ "a.py": source })).toEqual([
      "CALLS use File.read",
      "CALLS use Pipe.read",
      "OVERRIDES File.read Reader.read",
      "OVERRIDES Pipe.read Reader.read",
    ]);
  });

  test("Python: a protocol to which nothing conforms is what is called", async () => {
    expect(await drawn({ "a.py": `${PROTOCOL}def use(r: Reader):\n    r.read(1)\n` })).toEqual([
      "CALLS use Reader.read",
    ]);
  });

  test("Python: a class that is only named Protocol asks for nothing, and one that is called may be a function", async () => {
    const source =
      "import asyncio\nfrom typing import Protocol\nclass Echo(asyncio.Protocol):\n    def read(self): ...\n" +
      "class Hook(Protocol):\n    def __call__(self): ...\n" +
      "class File:\n    def read(self): ...\n    def __call__(self): ...\n";
    expect(await drawn({ "a.py": source })).toEqual([]);
  });

  test("what conforms is found again when the other type comes, changes or goes", async () => {
    const parse = async (path: string, text: string): Promise<ProjectFile> => {
      const language = languageOf(path) ?? "";
      return { path, facts: await parser.parse({ path, text, language, deadlineMs: 60_000 }) };
    };
    const file = "class File:\n    def read(self, size): ...\n    def close(self): ...\n";
    const index = createGraphIndex("r");
    const files = new Map<string, FileGraph>();
    const update = async (text: string | undefined): Promise<readonly string[]> => {
      const changed = text === undefined ? [] : [await parse("p.py", text)];
      const removed = text === undefined ? ["p.py"] : [];
      const first = files.size === 0 ? [await parse("f.py", file)] : [];
      for (const path of removed) files.delete(path);
      for (const one of index.update({ changed: [...first, ...changed], removed }).drawn) files.set(one.path, one);
      const { edges } = draw({ files: [...files.values()], externals: [] });
      return edges.filter((edge) => edge.startsWith("OVERRIDES"));
    };
    const overrides = "OVERRIDES f.py:File.read p.py:Reader.read";
    expect(await update("x = 1\n")).toEqual([]);
    expect(await update(PROTOCOL)).toEqual([overrides]);
    expect(await update(`${PROTOCOL}    def seek(self): ...\n`)).toEqual([]);
    expect(await update(PROTOCOL)).toEqual([overrides]);
    expect(await update(PROTOCOL.replace("size", "size, all"))).toEqual([]);
    expect(await update(PROTOCOL.replace("(Protocol)", ""))).toEqual([]);
    expect(await update(PROTOCOL)).toEqual([overrides]);
    expect(await update(undefined)).toEqual([]);
  });
});
