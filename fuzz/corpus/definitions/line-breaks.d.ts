/**
 * Draws.
 * @returns a point,or null
 */
export function draw(): string;
/** Onetwo
three ‮four */
export interface Lines { /** Fivesix */ a?: string; }
