interface Tree {
  value: string;
  left?: Tree;
  children: Tree[];
}
type Json = string | number | Json[] | { [key: string]: Json };
type Loop<T> = T extends string ? Loop<T> : never;
interface Uses {
  json: Json;
  loop: Loop<string>;
}
