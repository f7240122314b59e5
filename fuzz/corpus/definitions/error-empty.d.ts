/// <reference path="other.d.ts" />
/// <reference types="node" />
