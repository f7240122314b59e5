//! The names TypeScript's standard library brings, as far as definition files use them.

/// Names that stand for types without being declared in the input.
const KNOWN: &[&str] = &[
    "Array", "ArrayBuffer", "ArrayBufferLike", "ArrayBufferView", "AsyncDisposable", "AsyncGenerator",
    "AsyncIterable", "AsyncIterableIterator", "AsyncIterator", "Awaited", "BigInt64Array", "BigUint64Array",
    "Boolean", "Capitalize", "ConstructorParameters", "DataView", "Date", "Disposable", "Error", "ErrorOptions",
    "EvalError", "Exclude", "Extract", "Float32Array", "Float64Array", "Function", "Generator", "InstanceType",
    "Int16Array", "Int32Array", "Int8Array", "Iterable", "IterableIterator", "Iterator", "IteratorResult", "JSON",
    "Lowercase", "Map", "Math", "NoInfer", "NonNullable", "Number", "Object", "Omit", "OmitThisParameter",
    "Parameters", "Partial", "Pick", "Promise", "PromiseLike", "PropertyDescriptor", "PropertyKey", "Proxy",
    "RangeError", "Readonly", "ReadonlyArray", "ReadonlyMap", "ReadonlySet", "Record", "ReferenceError", "RegExp",
    "RegExpExecArray", "RegExpMatchArray", "Required", "ReturnType", "Set", "SharedArrayBuffer", "String",
    "Symbol", "SymbolConstructor", "SyntaxError", "TemplateStringsArray", "ThisParameterType", "ThisType",
    "TypeError", "URIError", "Uint16Array", "Uint32Array", "Uint8Array", "Uint8ClampedArray", "Uncapitalize",
    "Uppercase", "WeakMap", "WeakRef", "WeakSet", "BigInt", "Int32ArrayConstructor", "DateConstructor",
    "PromiseConstructor", "ObjectConstructor", "ArrayConstructor",
];

/// Whether the standard library declares `name`.
pub(crate) fn knows(name: &str) -> bool {
    KNOWN.contains(&name) || name.starts_with("Intl.")
}
