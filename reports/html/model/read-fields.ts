import { z } from 'zod';

const fieldsSchema = z.record(z.string(), z.unknown());

/**
 * Reads an object field by field, so that one that is missing or invalid does not hide the others.
 *
 * @returns the valid fields only
 */
export function readFields<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  value: unknown,
): Partial<z.output<z.ZodObject<Shape>>> {
  const fields = fieldsSchema.safeParse(value).data ?? {};
  const valid = Object.entries(schema.shape).flatMap(([name, field]) => {
    if (fields[name] === undefined) return [];
    const parsed = z.safeParse(field, fields[name]);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return Object.fromEntries(valid) as Partial<z.output<z.ZodObject<Shape>>>;
}
