/** Vectors of each number of dimensions have a table of their own (migrations 0004 and 0029); the shortest ones are packed (0037). */
import { Fault } from "#kernel/errors";

/** What models in use give: 384 to 1,024 of those that run at home, 1,024 to 3,072 of services. */
export const VECTOR_DIMENSIONS: readonly number[] = [256, 384, 512, 768, 1024, 1536, 2048, 3072];

/** The table's name. @throws Fault VALIDATION_ERROR for a number that none is made for */
export function vectorTable(dimensions: number): string {
  if (VECTOR_DIMENSIONS.includes(dimensions)) return `vector_${dimensions}`;
  throw new Fault("VALIDATION_ERROR", `vectors of ${dimensions} dimensions cannot be kept`, {
    dimensions,
    possible: VECTOR_DIMENSIONS,
  });
}

/** Whether vectors of this length are stored packed, as the built-in one's are: those that were stored before are not. */
export function isPacked(dimensions: number): boolean {
  return dimensions === 256;
}
