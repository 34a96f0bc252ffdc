/** An archive as browsers and curl send it: the part `archive` of a form, with a few short fields beside it. */
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Busboy, type BusboyInstance } from "@fastify/busboy";

import { Fault } from "#kernel/errors";
import type { Context } from "#kernel/tenancy";

import type { ArchiveBodies, KeptArchive } from "./archive-bodies.ts";

const PART = "archive";
const LIMITS = { fieldNameSize: 100, fieldSize: 1000, fields: 8, files: 1, parts: 9, headerPairs: 20 };

interface FormNeeds {
  /** The content type with its boundary. */
  readonly type: string;
  readonly bodies: ArchiveBodies;
  readonly context: Context;
}

export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly archive: KeptArchive;
}

/** @throws Fault VALIDATION_ERROR for what is no such form, and whatever the archive is refused for; nothing stays then */
export async function readForm(body: NodeJS.ReadableStream, { type, bodies, context }: FormNeeds): Promise<Form> {
  const form = open(type);
  const fields = collectFields(form);
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  let receiving: Promise<KeptArchive> | undefined;
  form.on("file", (_name, stream) => {
    // Heard at once: the form may end in the middle of the file before anybody reads that.
    stream.on("error", () => stop.abort());
    receiving = bodies.receive(stream, { tenantId: context.tenantId, signal });
    receiving.catch(() => stop.abort());
  });
  const parsing = pipeline(body.pipe(new PassThrough()), form, { signal });
  // What the archive is refused for says more than that the form was not read to its end.
  const parsed = await parsing.then(
    () => undefined,
    (error: unknown) => damaged(error),
  );
  if (parsed !== undefined && !stop.signal.aborted) stop.abort();
  const archive = await receiving?.catch((error: unknown) => {
    throw parsed !== undefined && !(error instanceof Fault) ? parsed : error;
  });
  const problem = parsed ?? fields.problem();
  if (archive === undefined || problem !== undefined) {
    if (archive !== undefined) await bodies.drop(archive.name);
    throw problem ?? refused(`the form has no file in a part called "${PART}"`);
  }
  return { fields: fields.all(), archive };
}

function open(type: string): BusboyInstance {
  try {
    return new Busboy({ headers: { "content-type": type }, limits: LIMITS, isPartAFile: (name) => name === PART });
  } catch (error) {
    throw damaged(error);
  }
}

function collectFields(form: BusboyInstance) {
  const fields = new Map<string, string>();
  let problem: Fault | undefined;
  form.on("field", (...[name, value, , isCut]) => {
    if (isCut) problem ??= refused(`the field "${name.slice(0, 50)}" is too long`);
    else if (fields.has(name)) problem ??= refused(`the field "${name}" comes twice`);
    else if (name === PART || name === "__proto__") problem ??= refused(`the field "${name}" is none of a form`);
    fields.set(name, value);
  });
  for (const limit of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
    form.on(limit, () => (problem ??= refused("the form has too many parts")));
  }
  return { all: () => Object.fromEntries(fields), problem: () => problem };
}

function refused(why: string): Fault {
  return new Fault("VALIDATION_ERROR", why, { problems: [{ path: "", message: why }] });
}

function damaged(cause: unknown): Fault {
  return new Fault(
    "VALIDATION_ERROR",
    "the form is damaged: it has no boundary, or ends before its last part",
    {},
    cause,
  );
}
