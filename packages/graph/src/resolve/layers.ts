import type { FileGraph, GraphNode } from "../model.ts";
/**
 * Everything is drawn in layers: in the first, parameters hold nothing; in each further one they hold what the calls of
 * the layer below pass. A fixed number of layers, each a function of the one below, gives the same graph whatever was
 * edited before; a search for a fixed point would not, since what a function hands to itself would never leave again.
 * In a layer only files are drawn for which a parameter holds something else than below.
 */
import type { Dependencies } from "./dependencies.ts";
import { sortExternals } from "./externals.ts";
import { changedPassed, gatherPassed, NOTHING_PASSED, type Passed, type PassedValues } from "./passed.ts";
import { compareText, type World } from "./project.ts";
import type { SourceFile } from "./values.ts";

/** What is kept of a drawn file; whoever asks for it gets the graph. */
export interface Drawn {
  readonly passed: readonly Passed[];
  readonly externals: readonly GraphNode[];
}

export interface Drawing {
  readonly world: World;
  readonly dependencies: Dependencies;
  /** Paths of files that can differ whatever is passed; undefined: all. */
  readonly dirty: ReadonlySet<string> | undefined;
  /** Opens the drawing of a layer. */
  readonly open: (passed: PassedValues) => (file: SourceFile) => { readonly graph: FileGraph; readonly drawn: Drawn };
}

export interface Layers {
  /** What can differ from before, by path. */
  draw(drawing: Drawing): readonly FileGraph[];
  forget(path: string): void;
  externals(): readonly GraphNode[];
  /** What parameters hold in the last layer. */
  passed(): PassedValues;
}

interface Layer {
  passed: PassedValues;
  readonly drawn: Map<string, Drawn>;
}

/** A function that is handed on three times is called where it arrives. */
const LAYERS = 4;

export function createLayers(): Layers {
  const layers: readonly Layer[] = Array.from({ length: LAYERS }, () => ({
    passed: NOTHING_PASSED,
    drawn: new Map<string, Drawn>(),
  }));
  return {
    draw(drawing) {
      const graphs = new Map<Drawn, FileGraph>();
      let below: Layer | undefined;
      for (const layer of layers) {
        drawLayer(layer, { drawing, below, graphs });
        below = layer;
      }
      const last = [...(below?.drawn.values() ?? [])].flatMap((drawn) => graphs.get(drawn) ?? []);
      return last.sort((a, b) => compareText(a.path, b.path));
    },
    forget(path) {
      for (const { drawn } of layers) drawn.delete(path);
    },
    passed: () => layers.at(-1)?.passed ?? NOTHING_PASSED,
    externals: () => sortExternals([...(layers.at(-1)?.drawn.values() ?? [])].flatMap(({ externals }) => externals)),
  };
}

interface Run {
  readonly drawing: Drawing;
  readonly below: Layer | undefined;
  /** Of what was drawn in this run. */
  readonly graphs: Map<Drawn, FileGraph>;
}

function drawLayer(layer: Layer, { drawing, below, graphs }: Run): void {
  const { world, dependencies, dirty } = drawing;
  const before = layer.passed;
  layer.passed = below === undefined ? NOTHING_PASSED : passedIn(below, world);
  const differing = dependencies.readers(changedPassed(before, layer.passed));
  const differingFromBelow = dependencies.readers(changedPassed(below?.passed ?? NOTHING_PASSED, layer.passed));
  const draw = drawing.open(layer.passed);
  for (const file of world.files) {
    const { path } = file;
    if (dirty !== undefined && !dirty.has(path) && !differing.has(path)) continue;
    const under = below?.drawn.get(path);
    const isSame = under !== undefined && graphs.has(under) && !differingFromBelow.has(path);
    if (isSame) layer.drawn.set(path, under);
    else {
      const { graph, drawn } = draw(file);
      graphs.set(drawn, graph);
      layer.drawn.set(path, drawn);
    }
  }
}

function passedIn({ drawn }: Layer, { files }: World): PassedValues {
  return gatherPassed(files.map(({ path }) => drawn.get(path)?.passed ?? []));
}
