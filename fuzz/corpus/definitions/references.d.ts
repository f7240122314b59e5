/// <reference path="other.d.ts" />
/// <reference types="node" />
/// <reference lib="es2020" />
export * from "./more";
export { one } from "./one";
export interface Own { value: string; }
