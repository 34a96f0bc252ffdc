/** C#: which project a file belongs to, and the usings that project files give to all their sources. */
import type { Import } from "../facts.ts";
import { compareText, directoryOf, type World } from "./project.ts";
import type { SourceFile } from "./values.ts";

export interface Projects {
  /** The folder of the nearest project file above; where there are none, the first folder. */
  projectOf(file: SourceFile): string;
  /** What `<Using Include="…"/>` in the project file, or in the properties of a folder above, brings in. */
  usingsOf(project: string): readonly Import[];
}

export function createProjects(world: World): Projects {
  const roots = new Set<string>();
  const usings = new Map<string, readonly Import[]>();
  for (const { path, text } of [...world.manifests].sort((a, b) => compareText(a.path, b.path))) {
    const isProject = /\.csproj$/i.test(path);
    if (!isProject && !/(?:^|\/)Directory\.Build\.(?:props|targets)$/i.test(path)) continue;
    const directory = directoryOf(path);
    if (isProject) roots.add(directory);
    usings.set(directory, [...(usings.get(directory) ?? []), ...usingsIn(text)]);
  }
  const known = new Map<string, string>();
  return {
    projectOf({ directory }) {
      let project = known.get(directory);
      if (project === undefined) known.set(directory, (project = projectAbove(roots, directory)));
      return project;
    },
    usingsOf: (project) => foldersAbove(project).flatMap((folder) => usings.get(folder) ?? []),
  };
}

function projectAbove(roots: ReadonlySet<string>, directory: string): string {
  if (roots.size === 0) return directory.split("/")[0] ?? "";
  return foldersAbove(directory).find((folder) => roots.has(folder)) ?? "";
}

/** The folder itself first, the root last. */
function foldersAbove(directory: string): readonly string[] {
  const folders = [directory];
  for (let at = directory; at !== ""; folders.push(at)) at = directoryOf(at);
  return folders;
}

function usingsIn(text: string): readonly Import[] {
  const found: Import[] = [];
  for (const [, attributes = ""] of text.replace(/<!--[^]*?-->/g, "").matchAll(/<Using\s+([^<>]{1,500}?)\/?>/g)) {
    const path = attributeOf(attributes, "Include");
    const alias = attributeOf(attributes, "Alias");
    if (!/^[\w.]+$/.test(path)) continue;
    const dot = path.lastIndexOf(".");
    found.push({
      scope: 0,
      line: 0,
      module: alias === "" ? path : path.slice(0, Math.max(0, dot)),
      form: alias === "" ? "all" : "name",
      imported: alias === "" ? "" : path.slice(dot + 1),
      local: alias,
      reexport: true,
      typeOnly: false,
      isStatic: /^true$/i.test(attributeOf(attributes, "Static")),
    });
  }
  return found;
}

function attributeOf(attributes: string, name: string): string {
  return new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"`).exec(attributes)?.[1]?.trim() ?? "";
}
