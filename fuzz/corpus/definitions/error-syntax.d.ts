interface A {
  a: ;
}
