export interface Layer { sys(): string; run(): void; }
export class Kernel { sys: string; static sys(): number; constructor(sys: number); }
export namespace sys { const level: number; interface Call { run(): void; } }
export namespace types { interface Shape { sides: number; } }
