declare const nullType: () => string;
declare const enumType: () => number;
export { nullType as null, enumType as enum };
declare function del(): void;
declare class Cls { static make(): Cls; x(): void; }
declare namespace inner { function kind(): void; export { kind as typeof }; }
export { del as delete, Cls as class };
