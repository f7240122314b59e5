export interface Characters { ﬁx?: string; fix?: string; ª: number; "½"?: number; ℌ(): void; }
export class ℌandle { ﬀ(ª: string): Promise<void>; }
export declare const µ: number;
